"""Trains the example models and writes Examples/repository: `make train`."""

import hashlib
import platform
from importlib.metadata import version
from pathlib import Path

import numpy
import onnxruntime
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, log_loss, mean_absolute_error, r2_score
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from splits import SEED, TEST_SHARE, split

REPOSITORY = Path(__file__).resolve().parent.parent / "repository"
OPSET = 17

MODELS = {
    "breast-cancer": {
        "title": "Breast cancer: malignant or benign",
        "data": "Breast Cancer Wisconsin (Diagnostic), 569 fine-needle aspirates, 30 measures of their cell nuclei",
        "description": "Tells malignant from benign breast tumours by 30 measures of cell nuclei.",
        "pipeline": make_pipeline(StandardScaler(), LogisticRegression(C=0.5, max_iter=5000)),
        "use": "showing how a tabular classifier is served; not for diagnosis",
        "zipmap": False,
    },
    "wine": {
        "title": "Wine: which of three cultivars",
        "data": "Wine recognition, 178 wines of three cultivars from one region of Italy, 13 chemical measures",
        "description": "Tells three cultivars of wine apart by 13 chemical measures.",
        "pipeline": make_pipeline(StandardScaler(), LogisticRegression(C=1.0, max_iter=5000)),
        "use": "showing a classifier that was exported with ZipMap: its probabilities are maps, which Aviary serves "
        "as the tensors `probabilities` and `probabilities.keys`",
        "zipmap": True,
    },
    "digits": {
        "title": "Digits: which digit was written",
        "data": "Optical recognition of handwritten digits, 1,797 pictures of 8 x 8 pixels with 17 shades",
        "description": "Reads a handwritten digit from a picture of 8 x 8 pixels, each 0 to 16.",
        "pipeline": make_pipeline(
            MinMaxScaler(), MLPClassifier(hidden_layer_sizes=(64,), alpha=1e-3, max_iter=400, random_state=SEED)
        ),
        "use": "showing a small neural network that gains from joined requests",
        "zipmap": False,
    },
    "diabetes": {
        "title": "Diabetes: how the disease goes on in a year",
        "data": "Diabetes (Efron et al. 2004), 442 patients, age, sex, body mass index, blood pressure and six serum measures",
        "description": "Estimates the progression of diabetes one year later from 10 scaled measures.",
        "pipeline": GradientBoostingRegressor(
            n_estimators=80, max_depth=2, learning_rate=0.08, subsample=0.8, random_state=SEED
        ),
        "use": "showing a regression; not for treatment",
        "zipmap": False,
    },
}


def export(name: str, model, width: int, zipmap: bool) -> bytes:
    """Writes a model as ONNX whose first dimension is free in every tensor."""
    options = {"zipmap": zipmap} if hasattr(model, "classes_") else None
    graph = to_onnx(
        model,
        initial_types=[("features", FloatTensorType([None, width]))],
        options={id(model): options} if options else None,
        target_opset=OPSET,
    )
    names = {"output_label": "label", "output_probability": "probabilities", "variable": "progression"}
    given = {output.name for output in graph.graph.output}
    # The converter uses some of the new names inside the graph: those move out of the way.
    inner = {new: f"inner_{new}" for old, new in names.items() if old in given}
    renamed = inner | {old: new for old, new in names.items() if old in given}
    for output in graph.graph.output:
        output.name = renamed.get(output.name, output.name)
    for node in graph.graph.node:
        node.output[:] = [renamed.get(output, output) for output in node.output]
        node.input[:] = [renamed.get(entry, entry) for entry in node.input]
    graph.doc_string = MODELS[name]["description"]
    graph.model_version = 1
    return graph.SerializeToString(deterministic=True)


def measure(name: str, content: bytes, data) -> dict[str, float]:
    """Measures the exported model on rows that it has not seen."""
    session = onnxruntime.InferenceSession(content)
    outputs = session.run(None, {"features": data.test_rows})
    if not data.classes:
        predicted = outputs[0].ravel()
        return {
            "R2": r2_score(data.test_targets, predicted),
            "mean absolute error": mean_absolute_error(data.test_targets, predicted),
        }
    probabilities = outputs[1]
    if isinstance(probabilities, list):
        probabilities = numpy.array([[row[key] for key in sorted(row)] for row in probabilities])
    return {
        "accuracy": accuracy_score(data.test_targets, outputs[0]),
        "log loss": log_loss(data.test_targets, probabilities),
    }


def configuration(name: str, data) -> str:
    """Writes model.yaml."""
    lines = [f"description: {MODELS[name]['description']}"]
    if data.classes and not MODELS[name]["zipmap"]:
        lines += ["labels:", f"  probabilities: [{', '.join(repr(label) for label in data.classes)}]"]
    lines += ["warmUp:", f"  - {{count: 3, fill: random, shapes: {{features: [1, {len(data.features)}]}}}}"]
    return "\n".join(lines) + "\n"


def card(name: str, content: bytes, data, metrics: dict[str, float]) -> str:
    """Writes the model card."""
    about = MODELS[name]
    tools = ", ".join(f"{tool} {version(tool)}" for tool in ["scikit-learn", "skl2onnx", "onnx", "numpy"])
    figures = "\n".join(f"| {metric} | {value:.4f} |" for metric, value in metrics.items())
    classes = f"- Classes: {', '.join(data.classes)}\n" if data.classes else ""
    return f"""# {about['title']}

{about['description']}

- Data: {about['data']}; bundled with scikit-learn.
- Split: {len(data.train_rows)} rows to train, {len(data.test_rows)} held out ({TEST_SHARE:.0%}, seed {SEED}\
{', stratified' if data.classes else ''}).
- Pipeline: `{' '.join(str(about['pipeline']).split())}`
- Input: `features`, FP32 [-1, {len(data.features)}]: {', '.join(data.features)}
{classes}- For: {about['use']}.
- Limits: small and old data from few places; nothing is known of its behaviour on other populations.

| on held-out rows | |
| --- | --- |
{figures}

Written by `make train` with Python {platform.python_version()}, {tools}, opset {OPSET}.
SHA-256 of `1/model.onnx`: `{hashlib.sha256(content).hexdigest()}`
"""


def main() -> None:
    for name, about in MODELS.items():
        data = split(name)
        model = about["pipeline"].fit(data.train_rows, data.train_targets)
        content = export(name, model, len(data.features), about["zipmap"])
        metrics = measure(name, content, data)
        place = REPOSITORY / name
        (place / "1").mkdir(parents=True, exist_ok=True)
        (place / "1" / "model.onnx").write_bytes(content)
        (place / "model.yaml").write_text(configuration(name, data))
        (place / "README.md").write_text(card(name, content, data, metrics))
        print(f"{name}: {len(content)} bytes, " + ", ".join(f"{key} {value:.4f}" for key, value in metrics.items()))


if __name__ == "__main__":
    main()
