"""Writes the pictures that the tests read, and beside each what it must become: `NAME.rgb`, three bytes a pixel.

Run with Pillow 13.0.0 and numpy 2.4.6: python Tests/AviaryMediaTests/Fixtures/make.py
"""

from pathlib import Path

import numpy
from PIL import Image

HERE = Path(__file__).parent
SIZE = (24, 16)


def scene() -> Image.Image:
    """Smooth colours with one bright corner, so that every turn and mirroring of it is another picture."""
    x, y = numpy.meshgrid(numpy.linspace(0, 1, SIZE[0]), numpy.linspace(0, 1, SIZE[1]))
    pixels = numpy.stack([200 * x + 20, 180 * y + 30, 120 * (1 - x) * y + 40], axis=2)
    pixels[:5, :6] = [250, 240, 90]
    return Image.fromarray(pixels.round().astype(numpy.uint8))


def write(name: str, picture: Image.Image, expected: Image.Image | None = None, **options) -> None:
    path = HERE / name
    picture.save(path, **options)
    shown = expected if expected is not None else Image.open(path).convert("RGB")
    path.with_suffix(path.suffix + ".rgb").write_bytes(shown.tobytes())


def main() -> None:
    picture = scene()
    write("plain.jpg", picture, quality=95)
    write("progressive.jpg", picture, quality=95, progressive=True)
    write("gray.jpg", picture.convert("L"), quality=95)
    write("cmyk.jpg", picture.convert("CMYK"), quality=95)
    for number, turn in enumerate(
        [
            None,
            Image.Transpose.FLIP_LEFT_RIGHT,
            Image.Transpose.ROTATE_180,
            Image.Transpose.FLIP_TOP_BOTTOM,
            Image.Transpose.TRANSPOSE,
            # The camera's note says how to turn the picture back.
            Image.Transpose.ROTATE_270,
            Image.Transpose.TRANSVERSE,
            Image.Transpose.ROTATE_90,
        ],
        start=1,
    ):
        exif = Image.Exif()
        exif[0x0112] = number
        name = f"orientation-{number}"
        expected = picture if turn is None else picture.transpose(turn)
        write(f"{name}.png", picture, expected, exif=exif)
        write(f"{name}.webp", picture, expected, exif=exif, lossless=True)
        picture.save(HERE / f"{name}.jpg", quality=95, exif=exif)
        upright = Image.open(HERE / f"{name}.jpg")
        shown = upright.convert("RGB") if turn is None else upright.convert("RGB").transpose(turn)
        (HERE / f"{name}.jpg.rgb").write_bytes(shown.tobytes())
    deep = numpy.asarray(picture.convert("L")).astype(numpy.uint16) * 257
    gray = Image.fromarray((deep // 257).astype(numpy.uint8)).convert("RGB")
    write("sixteen.png", Image.fromarray(deep), gray)
    write("palette.png", picture.quantize(32))
    clear = picture.copy()
    clear.putalpha(Image.fromarray(numpy.tile(numpy.linspace(0, 255, SIZE[0]).astype(numpy.uint8), (SIZE[1], 1))))
    # As the reader blends: whole numbers, rounded down.
    colours = numpy.asarray(clear).astype(numpy.uint32)
    share = colours[..., 3:]
    blended = ((colours[..., :3] * share + 255 * (255 - share)) // 255).astype(numpy.uint8)
    for name in ["alpha.png", "alpha.webp"]:
        options = {"lossless": True, "exact": True} if name.endswith("webp") else {}
        write(name, clear, Image.fromarray(blended), **options)
    write("lossy.webp", picture, quality=90)
    frames = [picture, picture.transpose(Image.Transpose.ROTATE_180)]
    for name in ["animated.png", "animated.webp", "animated.gif"]:
        frames[0].save(HERE / name, save_all=True, append_images=frames[1:])


if __name__ == "__main__":
    main()
