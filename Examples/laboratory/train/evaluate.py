"""Measures the exported files on held-out scenes, by day and by night: the .cfg and .weights through OpenCV."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy

from scenes import CLASSES, FRAME, scene

SCENES = 400
LIGHTS = (1.0, 0.6, 0.35, 0.15)
SAME = 0.45  # Of two boxes of a class that overlap more than this, the less sure one goes.
MATCH = 0.5  # A box is right if it overlaps a thing of its class at least as much as this.
FLOOR, SURE = 0.005, 0.5  # The least confidence that is counted at all, and that of precision and recall.


@dataclass
class Score:
    """What was measured of one class under one light."""

    things: int
    average_precision: float
    precision: float
    recall: float


def load(place: Path) -> cv2.dnn.Net:
    """Opens the exported files. OpenCV drops what is below a confidence of 0.2 unless the .cfg says otherwise."""
    text = (place / "yolov3-tiny.cfg").read_bytes().replace(b"[yolo]", b"[yolo]\nthresh=0.001")
    parts = text, (place / "yolov3-tiny.weights").read_bytes()
    return cv2.dnn.readNetFromDarknet(*(numpy.frombuffer(part, numpy.uint8) for part in parts))


def letterbox(picture: numpy.ndarray) -> tuple[numpy.ndarray, float, int, int]:
    """Fits a picture into the network's frame, its aspect kept, in the middle of grey.

    Returns the tensor, the scale, and where the picture's left and top are.
    """
    height, width = picture.shape[:2]
    scale = FRAME / max(width, height)
    across, down = round(width * scale), round(height * scale)
    left, top = (FRAME - across) // 2, (FRAME - down) // 2
    frame = numpy.full((FRAME, FRAME, 3), 0.5, numpy.float32)
    resized = cv2.resize(picture, (across, down), interpolation=cv2.INTER_LINEAR)
    frame[top : top + down, left : left + across] = resized.astype(numpy.float32) / 255
    return frame.transpose(2, 0, 1)[None], scale, left, top


def detect(network: cv2.dnn.Net, picture: numpy.ndarray, floor: float = FLOOR) -> numpy.ndarray:
    """Finds things in an RGB picture: rows of class, confidence, left, top, right, bottom, the surest first."""
    tensor, scale, left, top = letterbox(picture)
    network.setInput(numpy.ascontiguousarray(tensor))
    rows = numpy.concatenate(network.forward(network.getUnconnectedOutLayersNames()))
    cells, kinds = numpy.nonzero(rows[:, 5:] >= floor)
    confidences = rows[cells, 5 + kinds]
    centres, halves = rows[cells, :2] * FRAME, rows[cells, 2:4] * FRAME / 2
    corners = (numpy.concatenate([centres - halves, centres + halves], 1) - [left, top, left, top]) / scale
    height, width = picture.shape[:2]
    corners = corners.clip(0, [width, height, width, height])
    order = numpy.argsort(-confidences, kind="stable")
    kept: list[int] = []
    for index in order:
        rivals = [other for other in kept if kinds[other] == kinds[index]]
        if not rivals or overlap(corners[index], corners[rivals]).max() <= SAME:
            kept.append(index)
    return numpy.column_stack([kinds[kept], confidences[kept], corners[kept]]).reshape(-1, 6)


def overlap(box: numpy.ndarray, others: numpy.ndarray) -> numpy.ndarray:
    """Intersection over union of a box with each of others, all as left, top, right, bottom."""
    low, high = numpy.maximum(box[:2], others[:, :2]), numpy.minimum(box[2:], others[:, 2:])
    common = (high - low).clip(0).prod(1)
    union = (box[2:] - box[:2]).prod() + (others[:, 2:] - others[:, :2]).prod(1) - common
    return common / (union + 1e-9)


def darken(picture: numpy.ndarray, light: float) -> numpy.ndarray:
    """A copy with every value multiplied, as a file of 8 bits would hold it."""
    return (picture * light).round().astype(numpy.uint8)


def held_out(count: int = SCENES) -> list[tuple[numpy.ndarray, numpy.ndarray]]:
    """Composes the scenes to measure with."""
    return [scene("held out", index) for index in range(count)]


def measure(network: cv2.dnn.Net, scenes: list[tuple[numpy.ndarray, numpy.ndarray]], light: float) -> dict[str, Score]:
    """Measures each class on scenes whose brightness is changed to `light` times what it was."""
    hits: list[list[tuple[float, bool]]] = [[] for _ in CLASSES]
    things = numpy.zeros(len(CLASSES), int)
    for picture, boxes in scenes:
        found = detect(network, darken(picture, light))
        for kind in range(len(CLASSES)):
            truth = boxes[boxes[:, 0] == kind, 1:]
            things[kind] += len(truth)
            hits[kind] += matches(found[found[:, 0] == kind, 1:], truth)
    return {name: _score(hits[kind], int(things[kind])) for kind, name in enumerate(CLASSES)}


def matches(found: numpy.ndarray, truth: numpy.ndarray) -> list[tuple[float, bool]]:
    """Which of a picture's finds of a class are right: each thing is found once, by the surest box."""
    free = numpy.ones(len(truth), bool)
    results = []
    for confidence, *corners in found:
        best = -1
        if len(truth):
            overlaps = numpy.where(free, overlap(numpy.array(corners), truth), 0)
            best = int(overlaps.argmax()) if overlaps.max() >= MATCH else -1
        if best >= 0:
            free[best] = False
        results.append((float(confidence), best >= 0))
    return results


def _score(hits: list[tuple[float, bool]], things: int) -> Score:
    hits = sorted(hits, key=lambda hit: -hit[0])
    right = numpy.array([hit for _, hit in hits], bool)
    confidences = numpy.array([confidence for confidence, _ in hits])
    recall = right.cumsum() / max(1, things)
    precision = right.cumsum() / numpy.arange(1, len(right) + 1)
    # All-point interpolation: at each recall, the best precision from there on.
    envelope = numpy.maximum.accumulate(precision[::-1])[::-1]
    area = float((numpy.diff(recall, prepend=0) * envelope).sum())
    sure = confidences >= SURE
    correct = int((right & sure).sum())
    return Score(things, area, correct / max(1, int(sure.sum())), correct / max(1, things))


def mean(scores: dict[str, Score]) -> float:
    """mAP@0.5."""
    return sum(score.average_precision for score in scores.values()) / len(scores)
