"""What the training lowers: how far boxes, confidences and classes are from those of the scenes."""

import math

import torch
from torch.nn import functional

from network import ANCHORS, HEADS, decode

SHARED = 0.45  # An anchor whose shape overlaps a thing's as much as this learns it, even if another fits better.
NEAR = 0.6  # A box that overlaps a thing as much as this is not taught that nothing is there.
BOX, CONFIDENCE, CLASS = 2.0, 1.0, 1.0


def loss(outputs: dict[str, torch.Tensor], targets: torch.Tensor) -> torch.Tensor:
    """The loss of a batch. `targets` has rows of picture, class, and the box's centre and size in pixels."""
    chosen = _assign(targets)
    boxes, confidences, classes, count = 0.0, 0.0, 0.0, max(1, int(chosen.sum()))
    for head, (cell, indices) in HEADS.items():
        found, logits = decode(outputs[head], head)
        wanted = torch.zeros(found.shape[:-1])
        weight = 1 - _near(found.detach(), targets).float()
        things, slots = chosen[:, indices].nonzero(as_tuple=True)
        if len(things):
            rows = targets[things]
            row, column = _cells(rows[:, 3], cell, found.shape[2]), _cells(rows[:, 2], cell, found.shape[3])
            places = rows[:, 0].long(), slots, row, column
            wanted[places] = 1
            weight[places] = 1
            boxes = boxes + (1 - _complete_overlap(found[places], rows[:, 2:])).sum()
            truth = functional.one_hot(rows[:, 1].long(), logits.shape[-1] - 1).float()
            classes = classes + functional.binary_cross_entropy_with_logits(
                logits[places][:, 1:], truth, reduction="sum"
            )
        confidences = confidences + functional.binary_cross_entropy_with_logits(
            logits[..., 0], wanted, weight=weight, reduction="sum"
        )
    return (BOX * boxes + CONFIDENCE * confidences + CLASS * classes) / count


def _assign(targets: torch.Tensor) -> torch.Tensor:
    """Which anchors learn which thing: those of about its shape, and always the one that is nearest to it."""
    anchors = torch.tensor(ANCHORS, dtype=torch.float32)
    common = torch.minimum(targets[:, None, 4:], anchors).prod(-1)
    overlap = common / (targets[:, None, 4:].prod(-1) + anchors.prod(-1) - common)
    nearest = functional.one_hot(overlap.argmax(1), len(ANCHORS)).bool() if len(targets) else overlap.bool()
    return nearest | (overlap > SHARED)


def _cells(places: torch.Tensor, cell: int, count: int) -> torch.Tensor:
    return (places / cell).long().clamp(0, count - 1)


def _near(found: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Which of the boxes lie about where a thing of their picture is."""
    near = torch.zeros(found.shape[:-1], dtype=torch.bool)
    for picture in range(len(found)):
        things = targets[targets[:, 0] == picture, 2:]
        if len(things):
            near[picture] = (_overlap(found[picture].unsqueeze(-2), things) > NEAR).any(-1)
    return near


def _overlap(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    """Intersection over union of boxes given by centre and size."""
    low = torch.maximum(first[..., :2] - first[..., 2:] / 2, second[..., :2] - second[..., 2:] / 2)
    high = torch.minimum(first[..., :2] + first[..., 2:] / 2, second[..., :2] + second[..., 2:] / 2)
    common = (high - low).clamp(min=0).prod(-1)
    union = first[..., 2:].prod(-1) + second[..., 2:].prod(-1) - common
    return common / (union + 1e-7)


def _complete_overlap(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    """Complete IoU (Zheng et al. 2020): the overlap, less what the centres and the proportions differ."""
    overlap = _overlap(first, second)
    low = torch.minimum(first[..., :2] - first[..., 2:] / 2, second[..., :2] - second[..., 2:] / 2)
    high = torch.maximum(first[..., :2] + first[..., 2:] / 2, second[..., :2] + second[..., 2:] / 2)
    apart = (first[..., :2] - second[..., :2]).square().sum(-1) / ((high - low).square().sum(-1) + 1e-7)
    angles = [torch.atan(boxes[..., 2] / (boxes[..., 3] + 1e-7)) for boxes in (first, second)]
    shape = 4 / math.pi**2 * (angles[0] - angles[1]).square()
    with torch.no_grad():
        share = shape / (1 - overlap + shape + 1e-7)
    return overlap - apart - share * shape
