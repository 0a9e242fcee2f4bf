"""Draws what the detector must not take for a thing it knows: forms that share an outline or a colour with one."""

import math

from brushes import Sheet, box, colour, ellipse, fill, font, linear, polygon, radial, shade, stroke, write
from objects import leaf

WORDS = "SALE OPEN 42 EXIT aviary 2026 No.7 tea XII west 365 menu 10 a.m. STOP 9-5".split()


def disc(sheet: Sheet, rng) -> None:
    """A plate or plain disc: the outline of a clock without its dial."""
    context, paint = sheet.body, colour(rng)
    ellipse(context, 0, 0, 0.5, 0.5 * rng.uniform(0.4, 1))
    fill(context, paint)
    reach = rng.uniform(0.2, 0.45)
    ellipse(context, 0, 0, reach, reach * 0.4)
    if rng.random() < 0.6:
        fill(context, shade(paint, rng.uniform(0.6, 1.4)))
    context.new_path()


def ring(sheet: Sheet, rng) -> None:
    ellipse(sheet.body, 0, 0, 0.4, 0.4)
    stroke(sheet.body, colour(rng), rng.uniform(0.05, 0.18))


def ball(sheet: Sheet, rng) -> None:
    """A ball, in the colours of apples too, without stalk or dent; some are striped."""
    context, paint = sheet.body, colour(rng, saturation=(0.4, 1), value=(0.4, 1))
    radial(context, (0, 0), 0.6, (0, shade(paint, 1.4)), (0.5, paint), (1, shade(paint, 0.3)),
           focus=(sheet.light * 0.2, -0.2))
    ellipse(context, 0, 0, 0.5, 0.5)
    fill(context)
    if rng.random() < 0.4:
        ellipse(context, 0, 0, rng.uniform(0.1, 0.4), 0.49)
        stroke(context, colour(rng), 0.03)


def wheel(sheet: Sheet, rng) -> None:
    """A wheel without its car, with spokes in the place of a clock's hands."""
    context, paint = sheet.body, colour(rng, saturation=(0, 0.6))
    ellipse(context, 0, 0, 0.44, 0.44)
    stroke(context, colour(rng, saturation=(0, 0.3), value=(0.05, 0.4)), rng.uniform(0.05, 0.12))
    spokes = int(rng.integers(5, 13))
    for spoke in range(spokes):
        turn = spoke * 2 * math.pi / spokes
        context.move_to(0, 0)
        context.line_to(0.42 * math.cos(turn), 0.42 * math.sin(turn))
        stroke(context, paint, 0.03)
    ellipse(context, 0, 0, 0.07, 0.07)
    fill(context, shade(paint, 0.7))


def crate(sheet: Sheet, rng) -> None:
    """A box of which two sides and the top show."""
    context, paint = sheet.body, colour(rng)
    wide, tall, deep = rng.uniform(0.25, 0.45), rng.uniform(0.2, 0.4), rng.uniform(0.05, 0.15)
    polygon(context, [(-wide, -tall), (0, -tall + deep), (0, tall), (-wide, tall - deep)])
    fill(context, shade(paint, 0.75 - 0.25 * sheet.light))
    polygon(context, [(wide, -tall), (0, -tall + deep), (0, tall), (wide, tall - deep)])
    fill(context, shade(paint, 0.75 + 0.25 * sheet.light))
    polygon(context, [(-wide, -tall), (0, -tall + deep), (wide, -tall), (0, -tall - deep)])
    fill(context, shade(paint, 1.3))


def board(sheet: Sheet, rng) -> None:
    """A flat rectangle, like a book or a sign."""
    context, paint = sheet.body, colour(rng)
    wide, tall = rng.uniform(0.15, 0.5), rng.uniform(0.15, 0.5)
    box(context, -wide, -tall, 2 * wide, 2 * tall, rng.uniform(0.005, 0.1))
    linear(context, (-wide, -tall), (wide, tall), (0, shade(paint, 1.2)), (1, shade(paint, 0.7)))
    fill(context)
    if rng.random() < 0.5:
        font(context, rng)
        write(context, str(rng.choice(WORDS)), 0, 0, min(wide * 0.6, tall), colour(rng))


def bottle(sheet: Sheet, rng) -> None:
    context, glass = sheet.body, colour(rng, saturation=(0.1, 0.9), value=(0.2, 0.8))
    wide = rng.uniform(0.12, 0.18)
    context.move_to(-wide, 0.5)
    context.line_to(-wide, -0.05)
    context.curve_to(-wide, -0.2, -0.05, -0.2, -0.05, -0.35)
    context.line_to(-0.05, -0.48)
    context.line_to(0.05, -0.48)
    context.line_to(0.05, -0.35)
    context.curve_to(0.05, -0.2, wide, -0.2, wide, -0.05)
    context.line_to(wide, 0.5)
    context.close_path()
    linear(context, (-wide, 0), (wide, 0), (0, shade(glass, 0.5)), (0.35, shade(glass, 1.5)), (1, shade(glass, 0.4)))
    fill(context)
    if rng.random() < 0.7:
        context.rectangle(-wide, 0.05, 2 * wide, rng.uniform(0.15, 0.35))
        fill(context, colour(rng, value=(0.6, 1)))


def can(sheet: Sheet, rng) -> None:
    """A tin or tumbler: a cup without its handle."""
    context, paint = sheet.body, colour(rng)
    wide, tall, tilt = rng.uniform(0.2, 0.33), rng.uniform(0.25, 0.4), rng.uniform(0.15, 0.4)
    foot = wide * rng.uniform(0.75, 1)
    polygon(context, [(-wide, -tall), (wide, -tall), (foot, tall), (-foot, tall)])
    ellipse(context, 0, tall, foot, foot * tilt)
    linear(context, (-wide, 0), (wide, 0), (0, shade(paint, 0.5)), (0.4, shade(paint, 1.2)), (1, shade(paint, 0.5)))
    fill(context)
    ellipse(context, 0, -tall, wide, wide * tilt)
    fill(context, shade(paint, 1.4))
    if rng.random() < 0.5:
        ellipse(context, 0, -tall, wide * 0.9, wide * tilt * 0.9)
        fill(context, shade(paint, 0.5))


def sprig(sheet: Sheet, rng) -> None:
    """A few leaves without an apple."""
    for _ in range(int(rng.integers(1, 4))):
        leaf(sheet.body, rng, 0, 0.2, rng.choice([-1, 1]) * rng.uniform(0.3, 0.5))


def star(sheet: Sheet, rng) -> None:
    tips, inner = int(rng.integers(3, 8)), rng.uniform(0.2, 0.4)
    reaches = [(0.5 if step % 2 == 0 else inner, step * math.pi / tips) for step in range(2 * tips)]
    polygon(sheet.body, [(reach * math.sin(turn), -reach * math.cos(turn)) for reach, turn in reaches])
    fill(sheet.body, colour(rng))


def text(sheet: Sheet, rng) -> None:
    font(sheet.body, rng)
    write(sheet.body, str(rng.choice(WORDS)), 0, 0, rng.uniform(0.2, 0.4), colour(rng))


def shelf(sheet: Sheet, rng) -> None:
    """A box with a row of panes, which has a car's windows but no wheels."""
    context, paint, pane = sheet.body, colour(rng), colour(rng)
    tall = rng.uniform(0.15, 0.35)
    box(context, -0.5, -tall, 1, 2 * tall, 0.03)
    fill(context, paint)
    for column in range(4):
        context.rectangle(-0.44 + column * 0.23, -tall * 0.7, 0.17, tall * 0.7)
    fill(context, pane)


DISTRACTORS = [disc, ring, ball, wheel, crate, board, bottle, can, sprig, star, text, shelf]
