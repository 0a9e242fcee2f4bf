"""What all drawings share: sheets to draw on, colours and paths."""

import colorsys
import math

import cairocffi
import numpy

# A sheet is larger than the unit square that a drawing fills, so that a rotated one is not cut.
MARGIN = 0.3


class Sheet:
    """Three transparent layers with one frame: the unit square around the origin, y down.

    Only the body counts for the box of a thing: what lies under it (a saucer) and over it (steam) does not.
    """

    def __init__(self, size: float, angle: float, light: float):
        """A sheet for a thing of `size` pixels, turned by `angle`, lit from the left (-1) to the right (1)."""
        self.light = light
        self.side = math.ceil(size * (1 + 2 * MARGIN))
        self.surfaces = [cairocffi.ImageSurface(cairocffi.FORMAT_ARGB32, self.side, self.side) for _ in range(3)]
        self.under, self.body, self.over = (self._context(surface, size, angle) for surface in self.surfaces)

    def _context(self, surface, size: float, angle: float) -> cairocffi.Context:
        context = cairocffi.Context(surface)
        context.translate(self.side / 2, self.side / 2)
        context.rotate(angle)
        context.scale(size, size)
        return context

    def squeeze(self, width: float) -> None:
        """Narrows all that is drawn from now on, or mirrors it if `width` is negative."""
        for context in (self.under, self.body, self.over):
            context.scale(width, 1)
        self.light = math.copysign(self.light, self.light * width)

    def layers(self) -> list[numpy.ndarray]:
        """The layers from below to above: RGBA, multiplied by their opacity, 0 to 1."""
        pictures = []
        for surface in self.surfaces:
            surface.flush()
            raw = numpy.frombuffer(surface.get_data(), numpy.uint8).reshape(self.side, surface.get_stride() // 4, 4)
            pictures.append(raw[:, : self.side, [2, 1, 0, 3]].astype(numpy.float32) / 255)
        return pictures


def colour(rng, hue=(0.0, 1.0), saturation=(0.0, 1.0), value=(0.0, 1.0)):
    return colorsys.hsv_to_rgb(rng.uniform(*hue) % 1, rng.uniform(*saturation), rng.uniform(*value))


def shade(rgb, amount: float):
    """Darkens a colour (amount below 1), or moves it towards white (above 1)."""
    if amount <= 1:
        return tuple(part * amount for part in rgb)
    return tuple(part + (1 - part) * (amount - 1) for part in rgb)


def linear(context, start, end, *stops) -> None:
    """Takes a linear gradient for the next fill. Stops are (offset, colour) or (offset, colour, opacity)."""
    _take(context, cairocffi.LinearGradient(*start, *end), stops)


def radial(context, centre, radius: float, *stops, focus=None) -> None:
    """Takes a radial gradient for the next fill."""
    _take(context, cairocffi.RadialGradient(*(focus or centre), 0, *centre, radius), stops)


def _take(context, gradient, stops) -> None:
    for offset, rgb, *opacity in stops:
        gradient.add_color_stop_rgba(offset, *rgb, *(opacity or [1]))
    context.set_source(gradient)


def ellipse(context, x: float, y: float, width: float, height: float) -> None:
    """Adds an ellipse of half axes `width` and `height` to the path."""
    context.new_sub_path()
    context.save()
    context.translate(x, y)
    context.scale(width, height)
    context.arc(0, 0, 1, 0, 2 * math.pi)
    context.restore()


def polygon(context, points) -> None:
    context.move_to(*points[0])
    for point in points[1:]:
        context.line_to(*point)
    context.close_path()


def box(context, x: float, y: float, width: float, height: float, corner: float) -> None:
    """Adds a rectangle with round corners to the path; x and y are its top left."""
    context.new_sub_path()
    for turn, (cx, cy) in enumerate(
        [
            (x + width - corner, y + corner),
            (x + width - corner, y + height - corner),
            (x + corner, y + height - corner),
            (x + corner, y + corner),
        ]
    ):
        context.arc(cx, cy, corner, (turn - 1) * math.pi / 2, turn * math.pi / 2)
    context.close_path()


def fill(context, rgb=None, opacity: float = 1) -> None:
    if rgb is not None:
        context.set_source_rgba(*rgb, opacity)
    context.fill()


def stroke(context, rgb, width: float, opacity: float = 1) -> None:
    context.set_source_rgba(*rgb, opacity)
    context.set_line_width(width)
    context.stroke()


def font(context, rng) -> None:
    """Takes one of the generic fonts for the next texts."""
    family = str(rng.choice(["sans-serif", "serif", "monospace"]))
    weight = cairocffi.FONT_WEIGHT_BOLD if rng.random() < 0.5 else cairocffi.FONT_WEIGHT_NORMAL
    context.select_font_face(family, cairocffi.FONT_SLANT_NORMAL, weight)
    # Hinted letters depend on those that were drawn before, so that a scene would not always be the same.
    options = cairocffi.FontOptions(hint_style=cairocffi.HINT_STYLE_NONE, hint_metrics=cairocffi.HINT_METRICS_OFF)
    context.set_font_options(options)


def write(context, text: str, x: float, y: float, height: float, rgb) -> None:
    """Writes a text around a point."""
    context.set_font_size(height)
    left, top, width, tall, *_ = context.text_extents(text)
    context.move_to(x - left - width / 2, y - top - tall / 2)
    context.set_source_rgb(*rgb)
    context.text_path(text)
    context.fill()
