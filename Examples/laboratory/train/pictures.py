"""Writes sample pictures: held-out scenes that neither the training nor the measures used."""

from pathlib import Path

import cv2
import numpy

from evaluate import darken
from scenes import scene

# Chosen by eye, before any detector saw them, so that all classes and several photos are shown.
CHOSEN = [10031, 10055, 10056, 10044, 10075, 10024]
DARKENED, LIGHT = 10056, 0.15
MOST = 120_000


def write(place: Path) -> None:
    """Writes scene-1.jpg to scene-6.jpg, and dark.jpg, a darkened copy of one."""
    place.mkdir(parents=True, exist_ok=True)
    for number, index in enumerate(CHOSEN, 1):
        (place / f"scene-{number}.jpg").write_bytes(_encode(scene("held out", index)[0]))
    (place / "dark.jpg").write_bytes(_encode(darken(scene("held out", DARKENED)[0], LIGHT)))


def _encode(picture: numpy.ndarray) -> bytes:
    """A JPEG of quality 88, or less where the file would be too large."""
    for quality in (88, 80, 72, 64, 56):
        content = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
        if len(content) <= MOST:
            break
    return content
