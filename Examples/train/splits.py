"""The example data: scikit-learn's bundled real data sets, split the same way each time."""

from dataclasses import dataclass

import numpy
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_wine
from sklearn.model_selection import train_test_split

SEED = 20260101
TEST_SHARE = 0.25


@dataclass(frozen=True)
class Split:
    """One data set: rows to train on, and rows that no model has seen."""

    features: list[str]
    classes: list[str]
    train_rows: numpy.ndarray
    test_rows: numpy.ndarray
    train_targets: numpy.ndarray
    test_targets: numpy.ndarray


LOADERS = {
    "breast-cancer": load_breast_cancer,
    "wine": load_wine,
    "digits": load_digits,
    "diabetes": load_diabetes,
}


def split(name: str) -> Split:
    """Loads a data set by the name of its model; classes are stratified, a regression has none."""
    data = LOADERS[name]()
    classes = [str(label) for label in getattr(data, "target_names", [])]
    train_rows, test_rows, train_targets, test_targets = train_test_split(
        data.data.astype(numpy.float32),
        data.target,
        test_size=TEST_SHARE,
        random_state=SEED,
        stratify=data.target if classes else None,
    )
    return Split(list(data.feature_names), classes, train_rows, test_rows, train_targets, test_targets)
