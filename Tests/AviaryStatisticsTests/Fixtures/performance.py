"""Makes performance.json: what scikit-learn and NannyML say of samples that Calibration/ and Performance/ are tested on.

Made with Python 3.11.7 and, pinned:
    pip install nannyml==0.13.1 scikit-learn==1.9.1 numpy==2.4.6 pandas==2.3.3 scipy==1.17.1 statsmodels==0.15.0 lightgbm==4.5.0
Run: NML_DISABLE_USAGE_LOGGING=1 OMP_NUM_THREADS=1 python performance.py (it writes performance.json beside itself)
Seeds: those of Seeded, which both languages compute; samples are not stored but computed again in Swift. They use the four
operations only, so that both languages get the same bits.
"""

import json
import logging
import math
import pathlib
import warnings

import nannyml
import numpy as np
import pandas as pd
from nannyml.calibration import _calculate_expected_calibration_error, _get_bin_index_edges
from sklearn.calibration import _SigmoidCalibration
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import roc_auc_score

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
MEASURES = ["accuracy", "f1", "precision", "recall", "specificity", "roc_auc"]
CHUNK = 500


class Seeded:
    """A linear congruential generator of numbers in [0, 1), the same in Swift."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 11) / 2**53


def clean(value):
    """A number for JSON: neither NaN nor infinite."""
    value = float(value)
    return value if math.isfinite(value) else None


def binary(seed, count, distortion, tilt):
    """Scores, labels and choices: the true probability is u, moved up by tilt; the score odds are distorted."""
    source = Seeded(seed)
    rows = []
    for _ in range(count):
        u = source.next()
        p = u + tilt * u * (1 - u)
        label = 1 if source.next() < p else 0
        score = p / (p + (1 - p) * distortion)
        rows.append((score, label, 1 if score >= 0.5 else 0))
    return rows


def several(seed, count, classes, power, tilt):
    """Probabilities, labels and choices of several classes; scores are the true weights to a power."""
    source = Seeded(seed)
    rows = []
    for _ in range(count):
        weights = [source.next() for _ in range(classes)]
        weights[0] = weights[0] * tilt
        total = 0.0
        for weight in weights:
            total += weight
        aim = source.next() * total
        label = classes - 1
        reached = 0.0
        for index in range(classes):
            reached += weights[index]
            if aim < reached:
                label = index
                break
        scores = []
        for weight in weights:
            score = weight
            for _ in range(power - 1):
                score *= weight
            scores.append(score)
        total = 0.0
        for score in scores:
            total += score
        scores = [score / total for score in scores]
        rows.append((scores, label, scores.index(max(scores))))
    return rows


def loss_rows(seed, count, tilt):
    """Two features, a prediction and a truth, whose noise grows with the second feature; tilt moves that feature up."""
    source = Seeded(seed)
    rows = []
    for _ in range(count):
        a, u, noise, place = source.next(), source.next(), source.next(), source.next()
        b = u + tilt * u * (1 - u)
        spread = 0.2 + 2 * b * b + (1 if a > 0.7 else 0)
        predicted = 3 * a + b + 0.2 * place
        rows.append((a, b, predicted, 3 * a + b + (noise - 0.5) * 2 * spread))
    return rows


def isotonic(seed, count, levels):
    source = Seeded(seed)
    x = [source.next() for _ in range(count)]
    x = [math.floor(value * levels) / levels for value in x] if levels else x
    y = [value + source.next() for value in x]
    model = IsotonicRegression(out_of_bounds="clip").fit(x, y)
    places = [-1.0, 2.0] + [source.next() for _ in range(20)]
    return {
        "seed": seed,
        "count": count,
        "levels": levels,
        "thresholds": len(model.X_thresholds_),
        "values": model.predict(places).tolist(),
    }


def platt(seed, count, distortion, scale):
    rows = binary(seed, count, distortion, 0.3)
    scores = np.array([(row[0] - 0.5) * scale for row in rows])
    model = _SigmoidCalibration().fit(scores, np.array([row[1] for row in rows]))
    places = [-1.0, -0.3, 0.0, 0.2, 0.5, 1.0]
    values = model.predict(np.array(places) * scale).tolist()
    return {"seed": seed, "count": count, "distortion": distortion, "scale": scale, "places": places, "values": values}


def calibration_error(seed, count, distortion, bins):
    rows = binary(seed, count, distortion, 0.0)
    scores, labels = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    equal_counts = _calculate_expected_calibration_error(labels, scores, _get_bin_index_edges(count, bins))
    place = np.maximum(np.ceil(scores * bins), 1)
    equal_widths = sum(
        np.mean(place == bin) * abs(scores[place == bin].mean() - labels[place == bin].mean())
        for bin in range(1, bins + 1)
        if np.any(place == bin)
    )
    return {
        "seed": seed,
        "count": count,
        "distortion": distortion,
        "bins": bins,
        "equalCounts": float(equal_counts),
        "equalWidths": float(equal_widths),
        "area": float(roc_auc_score(labels, scores)),
    }


def chunks(results, measures):
    """For each chunk and measure: the estimate, its sampling error, and what was realized."""
    analysis = results.filter(period="analysis").to_df()
    return [
        {
            measure: [clean(analysis[(measure, column)][row]) for column in ("value", "sampling_error", "realized")]
            for measure in measures
        }
        for row in range(len(analysis))
    ]


def binary_estimates(seed, count, distortion, tilt):
    columns = ["score", "label", "choice"]
    reference = pd.DataFrame(binary(seed, count, distortion, 0.0), columns=columns)
    analysis = pd.DataFrame(binary(seed + 1, 3 * CHUNK, distortion, tilt), columns=columns)
    estimator = nannyml.CBPE(
        y_pred_proba="score",
        y_pred="choice",
        y_true="label",
        problem_type="classification_binary",
        metrics=MEASURES,
        chunk_size=CHUNK,
    )
    estimator.fit(reference)
    return {
        "seed": seed,
        "count": count,
        "distortion": distortion,
        "tilt": tilt,
        "isCalibrated": [bool(estimator.needs_calibration)],
        "chunks": chunks(estimator.estimate(analysis), MEASURES),
    }


def several_estimates(seed, count, classes, power, tilt):
    names = [f"p{index}" for index in range(classes)]

    def frame(rows):
        table = pd.DataFrame([row[0] for row in rows], columns=names)
        table["label"], table["choice"] = [row[1] for row in rows], [row[2] for row in rows]
        return table

    estimator = nannyml.CBPE(
        y_pred_proba={index: name for index, name in enumerate(names)},
        y_pred="choice",
        y_true="label",
        problem_type="classification_multiclass",
        metrics=MEASURES,
        chunk_size=CHUNK,
    )
    estimator.fit(frame(several(seed, count, classes, power, 1.0)))
    calibrators = [type(estimator._calibrators[index]).__name__ for index in range(classes)]
    return {
        "seed": seed,
        "count": count,
        "classes": classes,
        "power": power,
        "tilt": tilt,
        "isCalibrated": [name == "IsotonicCalibrator" for name in calibrators],
        "chunks": chunks(estimator.estimate(frame(several(seed + 1, 3 * CHUNK, classes, power, tilt))), MEASURES),
    }


def loss_estimates(seed, count, tilt):
    columns = ["a", "b", "predicted", "truth"]
    estimator = nannyml.DLE(
        feature_column_names=["a", "b"],
        y_pred="predicted",
        y_true="truth",
        metrics=["mae", "mse", "rmse"],
        chunk_size=CHUNK,
    )
    estimator.fit(pd.DataFrame(loss_rows(seed, count, 0.0), columns=columns))
    analysis = pd.DataFrame(loss_rows(seed + 1, 4 * CHUNK, tilt), columns=columns)
    return {
        "seed": seed,
        "count": count,
        "tilt": tilt,
        "chunks": chunks(estimator.estimate(analysis), ["mae", "mse", "rmse"]),
    }


RESULT = {
    "chunk": CHUNK,
    "isotonic": [isotonic(1, 200, 0), isotonic(2, 500, 20), isotonic(3, 1, 0), isotonic(4, 30, 1)],
    "platt": [platt(5, 300, 0.2, 1), platt(6, 1000, 3, 8), platt(7, 200, 1, 1000), platt(8, 20, 1, 1)],
    "calibrationError": [
        calibration_error(9, 1000, 0.3, 10),
        calibration_error(10, 25, 1, 10),
        calibration_error(11, 15, 2, 10),
        calibration_error(12, 1003, 1, 15),
    ],
    "binary": [
        binary_estimates(20, 2000, 0.3, 0.5),
        binary_estimates(30, 2000, 4, -0.5),
        binary_estimates(40, 1000, 1, 0.3),
        binary_estimates(50, 3000, 1, -0.9),
    ],
    "several": [
        several_estimates(60, 2000, 3, 3, 0.5),
        several_estimates(70, 2000, 4, 1, 1.5),
        several_estimates(80, 3000, 5, 2, 0.7),
    ],
    "losses": [loss_estimates(90, 2000, 0.0), loss_estimates(100, 2000, 0.8), loss_estimates(110, 2000, -0.8)],
}
# LightGBM prints to the standard output.
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(RESULT) + "\n")
