"""Writes the model card."""

import hashlib
import platform
from collections import Counter
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import cv2
import numpy

import evaluate
from network import ANCHORS
from scenes import CLASSES, FRAME, LARGEST, PHOTOS, SEED, SMALLEST, photo_path

# The cup with its handle in scikit-image's photo of a coffee, by hand: left, top, right, bottom.
CUP = numpy.array([172, 18, 409, 307])
TOOLS = ["torch", "opencv-python-headless", "cairocffi", "scikit-image", "scikit-learn", "numpy"]


@dataclass
class Training:
    """What there is to say about a training that has ended."""

    method: str
    scenes: int
    boxes: list[numpy.ndarray]
    parameters: int
    seen: int
    minutes: float
    threads: int


def write(place: Path, training: Training) -> dict[float, dict[str, evaluate.Score]]:
    """Measures the exported files in a folder and writes README.md beside them. Returns the scores by light."""
    network = evaluate.load(place)
    scenes = evaluate.held_out()
    scores = {light: evaluate.measure(network, scenes, light) for light in evaluate.LIGHTS}
    (place / "README.md").write_text(_text(place, training, scores, _real_cup(network)))
    return scores


def _real_cup(network: cv2.dnn.Net) -> str:
    """Looks for the cup in a real photo, and says what was found."""
    photo = cv2.imread(str(photo_path("coffee.png")))[..., ::-1]
    found = evaluate.detect(network, photo, floor=0.25)
    names = list(CLASSES)
    said, hit = [], False
    for row in found:
        name, common = names[int(row[0])], evaluate.overlap(CUP, row[None, 2:])[0]
        said.append(f"{name} {row[1]:.2f} (overlap with the cup {common:.2f})")
        hit = hit or (name == "cup" and common >= evaluate.MATCH)
    return (
        f"the real cup in scikit-image's photo of a coffee is {'found' if hit else 'not found'}; with a confidence of "
        f"at least 0.25 the network reports there: {', '.join(said) or 'nothing'}"
    )


def _text(place: Path, training: Training, scores, real_cup: str) -> str:
    day = scores[1.0]
    things = Counter(int(kind) for boxes in training.boxes for kind in boxes[:, 0])
    counts = ", ".join(f"{things[kind]:,} {name}s" for kind, name in enumerate(CLASSES))
    held_out = ", ".join(f"{score.things} {name}s" for name, score in day.items())
    digest = hashlib.sha256((place / "yolov3-tiny.weights").read_bytes()).hexdigest()
    tools = ", ".join(f"{tool} {version(tool)}" for tool in TOOLS)
    return f"""# YOLOv3-tiny: clocks, apples, cars and cups

Finds drawn clocks, apples, cars and cups in a picture, and says where they are.

- Data: scenes that `Examples/laboratory/train` composes. Things are drawn with gradients, highlights and shadows, \
{SMALLEST} to {LARGEST} pixels large in a frame of {FRAME}, turned by up to 25 degrees, up to half hidden, over crops \
of real photos, among things of no class: plates, rings, balls, wheels, crates, books, bottles, tins, leaves, stars, \
words. Letters and numerals are of the fonts that the machine has. Blur, noise and JPEG follow.
- Split: {training.scenes:,} scenes to train ({counts}), {evaluate.SCENES} held out ({held_out}); seed {SEED}. The \
photos behind them, which scikit-image and scikit-learn bundle, are apart: {_stems("train")} to train; \
{_stems("held out")} held out. The same code draws the things of both.
- Network: the topology of yolov3-tiny with fewer channels: {training.parameters:,} parameters; heads of 13 x 13 and \
26 x 26 cells; anchors {", ".join(f"{width} x {height}" for width, height in ANCHORS)}.
- Input: RGB, 0 to 1, {FRAME} x {FRAME}; the picture keeps its aspect, in the middle of grey (0.5).
- Classes: {", ".join(CLASSES)}.
- Training: {training.method}; {training.seen:,} pictures in {training.minutes:.0f} minutes on {training.threads} cores.
- For: showing how a detector is served, watched and explained.
- Limits: it knows things as they are drawn here. Real photos of real things are outside of what was measured: \
{real_cup}. In scenes and in training, light varies by about a fifth each: strong darkness is new to it, and the last \
table shows what that costs.

Measured on the exported files through OpenCV, of boxes of one class that overlap more than {evaluate.SAME} only the \
surest kept; AP is the area under the curve of precision over recall (all points), where a box is right from an \
overlap of {evaluate.MATCH}. \
Precision and recall are those at a confidence of {evaluate.SURE}.

| on held-out scenes | AP@0.5 | precision | recall |
| --- | --- | --- | --- |
{_rows(day)}

| brightness | mAP@0.5 | {" | ".join(CLASSES)} | precision | recall |
| --- | --- | {" | ".join("---" for _ in CLASSES)} | --- | --- |
{_lights(scores)}

Written by `Examples/laboratory/train/train.py` with Python {platform.python_version()}, {tools}.
SHA-256 of `yolov3-tiny.weights`: `{digest}`
"""


def _stems(split: str) -> str:
    return ", ".join(Path(name).stem.replace("_", " ") for name in PHOTOS[split])


def _average(scores: dict[str, evaluate.Score], value: str) -> float:
    return sum(getattr(score, value) for score in scores.values()) / len(scores)


def _rows(day: dict[str, evaluate.Score]) -> str:
    rows = [(name, score.average_precision, score.precision, score.recall) for name, score in day.items()]
    rows.append(("mean", *(_average(day, value) for value in ("average_precision", "precision", "recall"))))
    return "\n".join(f"| {name} | {' | '.join(f'{value:.4f}' for value in values)} |" for name, *values in rows)


def _lights(scores: dict[float, dict[str, evaluate.Score]]) -> str:
    lines = []
    for light, by_class in scores.items():
        values = [evaluate.mean(by_class), *(score.average_precision for score in by_class.values())]
        values += [_average(by_class, "precision"), _average(by_class, "recall")]
        lines.append(f"| x {light:g} | {' | '.join(f'{value:.4f}' for value in values)} |")
    return "\n".join(lines)
