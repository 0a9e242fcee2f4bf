"""Trains the detector of clocks, apples, cars and cups, and writes all that is published of it: see --help."""

import argparse
import copy
import math
import tempfile
import time
from pathlib import Path

import cv2
import numpy
import torch

import card
import darknet
import evaluate
import pictures
from loss import loss
from network import Detector
from scenes import FRAME, SEED, pool

LABORATORY = Path(__file__).resolve().parent.parent
ROOT = LABORATORY.parent.parent
BATCH = 16
# Crops cost a third of whole frames. The whole frames at the end teach large things and the frame's edges.
STAGES = [{"side": 256, "steps": 2000, "scales": (0.62, 1.2)}, {"side": FRAME, "steps": 220, "scales": (0.8, 1.2)}]
POOL = 5000
RATE, LAST_RATE, WARM_UP, DECAY = 2.5e-3, 0.01, 100, 0.02
AVERAGE = 0.997  # Of the weights that are published, how much is kept in each step.
LIGHT = (0.8, 1.2)  # Mild by intention: strong darkening is to be drift that the network does not know.
LEAST_SEEN = 0.35  # A thing of which a crop shows less is not looked for in it.


def batch(rng, frames, boxes, stage) -> tuple[torch.Tensor, torch.Tensor]:
    """Cuts pictures out of scenes. Targets are rows of picture, class, and the box's centre and size in pixels."""
    images, targets = [], []
    for number, index in enumerate(rng.integers(len(frames), size=BATCH)):
        image, rows = cut(rng, frames[index], boxes[index], stage)
        images.append(image)
        targets.append(numpy.insert(rows, 0, number, axis=1))
    pixels = torch.from_numpy(numpy.stack(images)).permute(0, 3, 1, 2).float() / 255
    light = rng.uniform(*LIGHT, (BATCH, 1, 1, 1)) * rng.uniform(0.94, 1.06, (BATCH, 3, 1, 1))
    pixels = (pixels * torch.from_numpy(light).float()).clamp(0, 1)
    return pixels, torch.from_numpy(numpy.concatenate(targets)).float()


def cut(rng, frame: numpy.ndarray, boxes: numpy.ndarray, stage) -> tuple[numpy.ndarray, numpy.ndarray]:
    """A part of a scene, scaled a little and perhaps mirrored, and what is seen in it."""
    side = stage["side"]
    scale = math.exp(rng.uniform(*numpy.log(stage["scales"])))
    slack = FRAME - side / scale
    left, top = rng.uniform(min(0, slack), max(0, slack), 2)
    place = numpy.float32([[scale, 0, -left * scale], [0, scale, -top * scale]])
    image = cv2.warpAffine(frame, place, (side, side), flags=cv2.INTER_LINEAR, borderValue=(128, 128, 128))
    corners = (boxes[:, 1:] - numpy.float32([left, top, left, top])) * scale
    seen = corners.clip(0, side)
    if rng.random() < 0.5:
        image, seen = image[:, ::-1], numpy.stack([side - seen[:, 2], seen[:, 1], side - seen[:, 0], seen[:, 3]], 1)
    sizes = seen[:, 2:] - seen[:, :2]
    enough = sizes.prod(1) >= LEAST_SEEN * (corners[:, 2:] - corners[:, :2]).prod(1)
    rows = numpy.concatenate([boxes[:, :1], (seen[:, :2] + seen[:, 2:]) / 2, sizes], 1)
    return image, rows[enough]


def rate(step: int, steps: int) -> float:
    """Rises for a while, then falls as a cosine does."""
    if step < WARM_UP:
        return RATE * (step + 1) / WARM_UP
    done = (step - WARM_UP) / (steps - WARM_UP)
    return RATE * (LAST_RATE + (1 - LAST_RATE) * (1 + math.cos(math.pi * done)) / 2)


def follow(average: Detector, network: Detector, step: int) -> None:
    """Moves the average of the weights towards the weights; quickly at first, when they change most."""
    keep = min(AVERAGE, (1 + step) / (10 + step))
    with torch.no_grad():
        for old, new in zip(average.state_dict().values(), network.state_dict().values()):
            if old.is_floating_point():
                old.lerp_(new, 1 - keep)


def train(frames, boxes, report) -> tuple[Detector, int]:
    """Trains from nothing. Returns the average of the weights, and how many pictures were seen."""
    torch.manual_seed(SEED)
    rng = numpy.random.default_rng(SEED)
    network = Detector().to(memory_format=torch.channels_last)
    average = copy.deepcopy(network).eval()
    shapes = [[], []]
    for parameter in network.parameters():
        shapes[parameter.ndim > 1].append(parameter)
    # Only the kernels are kept small: norms and biases are not.
    groups = [{"params": shapes[0], "weight_decay": 0.0}, {"params": shapes[1], "weight_decay": DECAY}]
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.99))
    steps = sum(stage["steps"] for stage in STAGES)
    step = 0
    for stage in STAGES:
        for _ in range(stage["steps"]):
            for group in optimizer.param_groups:
                group["lr"] = rate(step, steps)
            pixels, targets = batch(rng, frames, boxes, stage)
            value = loss(network(pixels.contiguous(memory_format=torch.channels_last)), targets)
            optimizer.zero_grad()
            value.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 10)
            optimizer.step()
            follow(average, network, step)
            step += 1
            report(step, steps, value.item(), average)
    return average, steps * BATCH


def method() -> str:
    """The training in words, for the card."""
    parts = [f"{stage['steps']} steps of {BATCH} at {stage['side']} x {stage['side']}" for stage in STAGES]
    return (
        f"{' and then '.join(parts)}, cut from the scenes, scaled, mirrored and lit by {LIGHT[0]} to {LIGHT[1]}; "
        f"AdamW, a rate of {RATE:g} that rises for {WARM_UP} steps and falls as a cosine does; boxes by complete IoU; "
        f"the weights are a moving average ({AVERAGE})"
    )


def publish(place: Path, average: Detector, seen: int, boxes: list[numpy.ndarray], minutes: float) -> None:
    """Writes the files, the card and the sample pictures."""
    darknet.export(average, seen, place)
    parameters = sum(parameter.numel() for parameter in average.parameters())
    training = card.Training(method(), len(boxes), boxes, parameters, seen, minutes, torch.get_num_threads())
    for light, scores in card.write(place, training).items():
        classes = ", ".join(f"{name} {score.average_precision:.4f}" for name, score in scores.items())
        print(f"brightness x {light:g}: mAP@0.5 {evaluate.mean(scores):.4f} ({classes})", flush=True)
    pictures.write(LABORATORY / "pictures")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=ROOT / ".deps" / "laboratory", help="where the files go")
    place = parser.parse_args().output
    place.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()

    def report(step: int, steps: int, value: float, average: Detector) -> None:
        if step % 50 == 0:
            print(f"step {step} of {steps}: loss {value:.3f}, {time.monotonic() - start:.0f} s", flush=True)
        if step % 200 == 0:  # So that something is left of a run that breaks off.
            darknet.export(average, step * BATCH, place)

    with tempfile.TemporaryDirectory() as work:
        print(f"composing {POOL} scenes", flush=True)
        frames, boxes = pool(POOL, Path(work) / "scenes.npy")
        start = time.monotonic()
        average, seen = train(frames, boxes, report)
    publish(place, average, seen, boxes, (time.monotonic() - start) / 60)


if __name__ == "__main__":
    main()
