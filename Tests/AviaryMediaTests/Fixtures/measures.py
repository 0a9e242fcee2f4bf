"""Writes measures.json: what numpy, Pillow and pyloudnorm say of sounds and pictures that are made by formulas.

    python3 -m venv venv && venv/bin/pip install numpy==2.4.6 pillow==13.0.0 pyloudnorm==0.2.0
    venv/bin/python Tests/AviaryMediaTests/Fixtures/measures.py
"""

import json
import pathlib
import warnings
from importlib.metadata import version

import numpy
import pyloudnorm
from PIL import Image

HERE = pathlib.Path(__file__).parent


def tones(rate, seconds, parts):
    """The sum of tones: frequency in Hz, amplitude, first and last second."""
    time = numpy.arange(int(rate * seconds)) / rate
    samples = numpy.zeros(len(time))
    for frequency, amplitude, start, end in parts:
        samples += numpy.where((time >= start) & (time < end), amplitude * numpy.sin(2 * numpy.pi * frequency * time), 0)
    return samples


SOUNDS = {
    "full-scale tone": (48000, 2, [[997, 1, 0, 2]]),
    "tone at 44.1 kHz": (44100, 3, [[440, 0.25, 0, 3]]),
    "low tone": (48000, 2, [[40, 0.5, 0, 2]]),
    "high tone at 96 kHz": (96000, 1, [[9000, 0.1, 0, 1]]),
    "telephone": (8000, 2, [[200, 0.3, 0, 2], [400, 0.2, 0, 2], [600, 0.1, 0, 2]]),
    "speech rate": (16000, 2.55, [[150, 0.1, 0.5, 2], [1200, 0.02, 0.5, 2]]),
    "loud then quiet": (48000, 6, [[1000, 0.5, 0, 2], [1000, 0.005, 2, 6]]),
    "loud then less loud": (22050, 6, [[1000, 0.5, 0, 3], [500, 0.2, 3, 6]]),
    "nearly nothing": (48000, 1, [[1000, 0.0002, 0, 1]]),
}


def sound(rate, seconds, parts):
    samples = tones(rate, seconds, parts)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        units = [
            pyloudnorm.Meter(rate, filter_class=name).integrated_loudness(samples) for name in ["DeMan", "K-weighting"]
        ]
    return {
        "rate": rate,
        "seconds": seconds,
        "parts": parts,
        "rms": float(10 * numpy.log10(numpy.mean(samples**2))),
        "lufs": float(units[0]) if numpy.isfinite(units[0]) else None,
        "lufsOfOtherFilters": float(units[1]) if numpy.isfinite(units[1]) else None,
    }


def picture(width, height, factors):
    """Red, green and blue are (a x + b y + c x y) mod 256."""
    y, x = numpy.mgrid[0:height, 0:width]
    channels = [(a * x + b * y + c * x * y) % 256 for a, b, c in factors]
    image = Image.fromarray(numpy.stack(channels, axis=-1).astype(numpy.uint8))
    exact = numpy.asarray(image).astype(float) @ [0.299, 0.587, 0.114] / 255
    # Pillow rounds luma to whole numbers: its mean differs by less than one.
    assert abs(numpy.asarray(image.convert("L")).mean() / 255 - exact.mean()) < 0.004
    longest = max(width, height)
    columns, rows = (n if longest <= 256 else max(1, n * 256 // longest) for n in (width, height))
    grid = exact[numpy.ix_(
        (2 * numpy.arange(rows) + 1) * height // (2 * rows), (2 * numpy.arange(columns) + 1) * width // (2 * columns)
    )]
    around = grid[1:-1, :-2] + grid[1:-1, 2:] + grid[:-2, 1:-1] + grid[2:, 1:-1] - 4 * grid[1:-1, 1:-1]
    return {
        "width": width,
        "height": height,
        "factors": factors,
        "brightness": float(grid.mean()),
        "contrast": float(grid.std()),
        "sharpness": float(around.var()) if around.size else 0.0,
    }


PICTURES = [
    (1, 1, [[0, 0, 0]] * 3),
    (16, 9, [[16, 0, 0], [0, 28, 0], [1, 2, 3]]),
    (200, 256, [[1, 0, 0], [0, 1, 0], [1, 1, 0]]),
    (640, 480, [[3, 5, 7], [1, 0, 0], [0, 2, 1]]),
    (1000, 3, [[1, 90, 0], [2, 80, 0], [3, 70, 0]]),
    (2, 700, [[100, 1, 0], [50, 1, 0], [25, 1, 0]]),
]


def main():
    said = {
        "versions": {name: version(name) for name in ["numpy", "pillow", "pyloudnorm"]},
        "sounds": {name: sound(*recipe) for name, recipe in SOUNDS.items()},
        "pictures": [picture(*recipe) for recipe in PICTURES],
    }
    (HERE / "measures.json").write_text(json.dumps(said, indent=1) + "\n")


if __name__ == "__main__":
    main()
