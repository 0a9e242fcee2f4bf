"""Composes scenes: drawn things over crops of photos, and the boxes of those that the detector knows."""

import functools
import math
from multiprocessing import Pool
from pathlib import Path

import cv2
import numpy
import skimage
import sklearn.datasets

from brushes import Sheet
from cars import car
from distractors import DISTRACTORS
from objects import apple, clock, cup

SEED = 20260101
FRAME = 416
CLASSES = {"clock": clock, "apple": apple, "car": car, "cup": cup}

# The two pictures of the motorcycle show one place, so they stay together. The photo of a cup of coffee is in neither.
PHOTOS = {
    "train": "astronaut.png chelsea.png motorcycle_left.png motorcycle_right.png brick.png grass.png retina.jpg "
    "ihc.png camera.png page.png moon.png flower.jpg".split(),
    "held out": "china.jpg rocket.jpg gravel.png hubble_deep_field.jpg coins.png text.png".split(),
}
SHAPES = {
    "train": [(416, 416), (416, 416), (416, 312), (312, 416), (416, 234)],
    "held out": [(640, 480), (640, 480), (640, 480), (480, 640), (640, 640), (800, 450)],
}
SMALLEST, LARGEST = 24, 300  # Of a thing, in pixels of the network's frame.
SHORTEST_CAR = 36  # A car is a third as tall as it is long.
LEAST_SEEN = 0.5  # A thing of which less is seen than this share is not left in a scene.


def photo_path(name: str) -> Path:
    """Where a photo lies in the installed packages; nothing is downloaded."""
    for place in (Path(skimage.__file__).parent / "data", Path(sklearn.datasets.__file__).parent / "images"):
        if (place / name).exists():
            return place / name
    raise FileNotFoundError(name)


@functools.cache
def photos(split: str) -> list[numpy.ndarray]:
    return [cv2.imread(str(photo_path(name)), cv2.IMREAD_COLOR)[..., ::-1].copy() for name in PHOTOS[split]]


def scene(split: str, index: int) -> tuple[numpy.ndarray, numpy.ndarray]:
    """The scene of a number, always the same: RGB, 0 to 255, and rows of class, left, top, right, bottom in pixels."""
    rng = numpy.random.default_rng([SEED, list(PHOTOS).index(split), index])
    shapes = SHAPES[split]
    width, height = shapes[rng.integers(len(shapes))]
    picture = _background(rng, photos(split)[rng.integers(len(PHOTOS[split]))], width, height)
    boxes = _place(rng, picture)
    return _finish(rng, picture), boxes


def framed(index: int) -> tuple[numpy.ndarray, numpy.ndarray]:
    """A scene to train with, in the middle of a grey frame of the network's size."""
    picture, boxes = scene("train", index)
    height, width = picture.shape[:2]
    left, top = (FRAME - width) // 2, (FRAME - height) // 2
    frame = numpy.full((FRAME, FRAME, 3), 128, numpy.uint8)
    frame[top : top + height, left : left + width] = picture
    return frame, boxes + numpy.array([0, left, top, left, top], numpy.float32)


def pool(count: int, place: Path) -> tuple[numpy.ndarray, list[numpy.ndarray]]:
    """Composes the scenes to train with, as a file that is mapped into memory."""
    frames = numpy.lib.format.open_memmap(place, "w+", numpy.uint8, (count, FRAME, FRAME, 3))
    boxes = []
    with Pool(initializer=cv2.setNumThreads, initargs=[1]) as workers:
        for index, (frame, found) in enumerate(workers.imap(framed, range(count), chunksize=16)):
            frames[index] = frame
            boxes.append(found)
    return frames, boxes


def _background(rng, photo: numpy.ndarray, width: int, height: int) -> numpy.ndarray:
    """A crop of a photo, 0 to 1, flipped, lit and tinted at random."""
    rows, columns = photo.shape[:2]
    across = min(columns, rows * width / height) * rng.uniform(0.4, 1)
    down = across * height / width
    left, top = rng.uniform(0, columns - across), rng.uniform(0, rows - down)
    crop = photo[int(top) : int(top + down) + 1, int(left) : int(left + across) + 1]
    picture = cv2.resize(crop, (width, height), interpolation=cv2.INTER_LINEAR).astype(numpy.float32) / 255
    if rng.random() < 0.5:
        picture = picture[:, ::-1].copy()
    tint = rng.uniform(0.8, 1.1, 3) if rng.random() < 0.5 else numpy.ones(3)
    return numpy.clip(picture * (tint * rng.uniform(0.75, 1.15)).astype(numpy.float32), 0, 1)


def _place(rng, picture: numpy.ndarray) -> numpy.ndarray:
    """Draws things into a picture. Returns the boxes of what is seen of each that the detector knows."""
    height, width = picture.shape[:2]
    scale = max(width, height) / FRAME
    light = rng.uniform(-1, 1)
    known = int(rng.choice(7, p=[0.06, 0.17, 0.22, 0.2, 0.16, 0.11, 0.08]))
    kinds = [int(kind) for kind in rng.integers(len(CLASSES), size=known)] + [None] * int(rng.integers(0, 5))
    owners = numpy.full((height, width), -1, numpy.int16)
    whole: dict[int, float] = {}
    placed: dict[int, int] = {}
    for number in rng.permutation(len(kinds)):
        number, kind = int(number), kinds[int(number)]
        draw = DISTRACTORS[rng.integers(len(DISTRACTORS))] if kind is None else list(CLASSES.values())[kind]
        smallest = SHORTEST_CAR if draw is car else SMALLEST
        limit = min(LARGEST, min(width, height) / scale * 0.95)
        size = scale * math.exp(rng.uniform(math.log(smallest), math.log(limit)))
        sheet = Sheet(size, math.radians(max(-25, min(25, rng.normal(0, 8)))), light)
        draw(sheet, rng)
        layers = sheet.layers()
        for _ in range(8):
            spot = _spot(rng, layers[1][..., 3], width, height)
            if spot is None:
                continue
            rows, columns, part = spot
            mask = layers[1][part][..., 3] > 0.5
            after = owners.copy()
            after[rows, columns][mask] = number
            if all(numpy.count_nonzero(after == other) >= LEAST_SEEN * whole[other] for other in placed):
                _paste(rng, picture, layers, spot)
                owners = after
                if kind is not None:
                    whole[number] = numpy.count_nonzero(layers[1][..., 3] > 0.5)
                    placed[number] = kind
                break
    boxes = []
    for number, kind in placed.items():
        ys, xs = numpy.nonzero(owners == number)
        boxes.append([kind, xs.min(), ys.min(), xs.max() + 1, ys.max() + 1])
    return numpy.array(boxes, numpy.float32).reshape(-1, 5)


def _spot(rng, opacity: numpy.ndarray, width: int, height: int):
    """Where a sheet may lie: rows and columns of the picture and the part of the sheet; None if much is cut off."""
    side = len(opacity)
    left = int(rng.integers(-side // 3, max(width - side * 2 // 3, 1 - side // 3)))
    top = int(rng.integers(-side // 3, max(height - side * 2 // 3, 1 - side // 3)))
    rows, columns = slice(max(top, 0), min(top + side, height)), slice(max(left, 0), min(left + side, width))
    part = slice(rows.start - top, rows.stop - top), slice(columns.start - left, columns.stop - left)
    seen, whole = numpy.count_nonzero(opacity[part] > 0.5), numpy.count_nonzero(opacity > 0.5)
    # Most things lie whole in the picture.
    if seen < 0.6 * whole or (seen < whole and rng.random() < 0.7):
        return None
    return rows, columns, part


def _paste(rng, picture: numpy.ndarray, layers: list[numpy.ndarray], spot) -> None:
    """Draws a thing's shadow, then the thing, in the light of its own place."""
    rows, columns, part = spot
    side = len(layers[1])
    target = picture[rows, columns]
    soft = max(1.0, side * rng.uniform(0.01, 0.05))
    drop = numpy.float32([[1, 0, side * rng.uniform(-0.04, 0.04)], [0, 1, side * rng.uniform(0, 0.04)]])
    shadow = cv2.GaussianBlur(cv2.warpAffine(layers[1][..., 3], drop, (side, side)), (0, 0), soft)
    target *= 1 - rng.uniform(0, 0.55) * shadow[part][..., None]
    tone = rng.uniform(0.75, 1.1)
    blur = rng.uniform(0.4, 1.0) if rng.random() < 0.25 else 0
    for layer in layers:
        drawn = cv2.GaussianBlur(layer, (0, 0), blur) if blur else layer
        target *= 1 - drawn[part][..., 3:]
        target += numpy.minimum(drawn[part][..., :3] * tone, drawn[part][..., 3:])


def _finish(rng, picture: numpy.ndarray) -> numpy.ndarray:
    """What a camera and a file do to a picture: a little blur, noise and JPEG."""
    if rng.random() < 0.3:
        picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.3, 1))
    if rng.random() < 0.6:
        noise = rng.standard_normal(picture.shape, numpy.float32)
        picture = picture + noise * numpy.float32(rng.uniform(0, 0.025))
    picture = (numpy.clip(picture, 0, 1) * 255).round().astype(numpy.uint8)
    if rng.random() < 0.5:
        coded = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(55, 95))])[1]
        picture = cv2.imdecode(coded, cv2.IMREAD_COLOR)[..., ::-1]
    return numpy.ascontiguousarray(picture)
