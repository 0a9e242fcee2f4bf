"""Draws the four things that the detector knows, each in the unit square around the origin."""

import math

import cairocffi

from brushes import Sheet, box, colour, ellipse, fill, font, linear, polygon, radial, shade, stroke, write

WHITE = (1, 1, 1)
ROMAN = "XII I II III IV V VI VII VIII IX X XI".split()
ARABIC = "12 1 2 3 4 5 6 7 8 9 10 11".split()


def clock(sheet: Sheet, rng) -> None:
    """A round, square or eight-sided clock, with numerals or without, its hands at any time."""
    sheet.squeeze(rng.uniform(0.78, 1))
    context = sheet.body
    radius = 0.5
    if rng.random() < 0.22:
        radius = 0.41
        _alarm(context, rng)
    dark = rng.random() < 0.3
    face = colour(rng, saturation=(0, 0.35), value=(0.05, 0.3) if dark else (0.8, 1))
    ink = colour(rng, saturation=(0, 0.4), value=(0.85, 1) if dark else (0, 0.25))
    rim = colour(rng, saturation=(0, 0.9), value=(0.1, 0.95))
    form = rng.choice(["round", "square", "octagon"], p=[0.68, 0.22, 0.1])
    outline(context, form, radius)
    linear(context, (sheet.light * 0.5, -0.5), (-sheet.light * 0.5, 0.5), (0, shade(rim, 1.5)), (1, shade(rim, 0.5)))
    fill(context)
    inner = radius * rng.uniform(0.8, 0.94)
    outline(context, form, inner * 1.015)
    fill(context, shade(rim, 0.4))
    outline(context, form, inner)
    radial(context, (sheet.light * 0.15, -0.15), radius * 1.4, (0, face), (1, shade(face, 0.8)))
    fill(context)
    _dial(context, rng, inner, ink)
    _hands(context, rng, inner, ink)
    if rng.random() < 0.4:
        outline(context, form, inner)
        linear(context, (-0.3, -0.4), (0.1, 0.1), (0, WHITE, 0.35), (0.6, WHITE, 0.05), (0.61, WHITE, 0))
        fill(context)


def outline(context, form: str, radius: float) -> None:
    """Adds a round, square or eight-sided path."""
    if form == "round":
        ellipse(context, 0, 0, radius, radius)
    elif form == "square":
        box(context, -radius, -radius, 2 * radius, 2 * radius, radius * 0.15)
    else:
        turns = [(corner + 0.5) * math.pi / 4 for corner in range(8)]
        polygon(context, [(radius * math.cos(turn), radius * math.sin(turn)) for turn in turns])


def _alarm(context, rng) -> None:
    metal = colour(rng, saturation=(0, 0.7), value=(0.3, 0.9))
    for side in (-1, 1):
        context.move_to(side * 0.2, 0.3)
        context.line_to(side * 0.32, 0.48)
        stroke(context, shade(metal, 0.6), 0.06)
        context.save()
        context.translate(side * 0.24, -0.36)
        context.rotate(side * 0.6)
        context.arc(0, 0, 0.15, math.pi, 2 * math.pi)
        linear(context, (-0.15, 0), (0.15, 0), (0, shade(metal, 1.5)), (1, shade(metal, 0.6)))
        fill(context)
        context.restore()
    context.rectangle(-0.03, -0.49, 0.06, 0.12)
    fill(context, shade(metal, 0.7))


def _dial(context, rng, inner: float, ink) -> None:
    numerals = rng.choice(["arabic", "roman", "quarters", "none"], p=[0.4, 0.2, 0.15, 0.25])
    marks = 60 if rng.random() < 0.4 else 12
    bold = rng.uniform(0.012, 0.03)
    for mark in range(marks):
        turn = mark / marks * 2 * math.pi
        long = 0.1 if mark % (marks // 12) == 0 else 0.05
        for reach, go in ((0.95, context.move_to), (0.95 - long, context.line_to)):
            go(inner * reach * math.sin(turn), -inner * reach * math.cos(turn))
        stroke(context, ink, bold if long > 0.05 else 0.006)
    if numerals == "none":
        return
    font(context, rng)
    for hour, text in enumerate(ROMAN if numerals == "roman" else ARABIC):
        if numerals != "quarters" or hour % 3 == 0:
            turn = hour * math.pi / 6
            place = 0.72 * inner * math.sin(turn), -0.72 * inner * math.cos(turn)
            write(context, text, *place, inner * (0.2 if numerals == "roman" else 0.26), ink)


def _hands(context, rng, inner: float, ink) -> None:
    hours = rng.uniform(0, 12)
    thick = rng.uniform(0.022, 0.045)
    context.set_line_cap(cairocffi.LINE_CAP_ROUND)
    for turns, length, width in ((hours / 12, 0.5, thick * 1.4), (hours % 1, 0.78, thick)):
        turn = turns * 2 * math.pi
        context.move_to(-0.1 * inner * math.sin(turn), 0.1 * inner * math.cos(turn))
        context.line_to(length * inner * math.sin(turn), -length * inner * math.cos(turn))
        stroke(context, ink, width)
    accent = colour(rng, hue=(-0.05, 0.08), saturation=(0.8, 1), value=(0.6, 1))
    if rng.random() < 0.5:
        turn = rng.uniform(0, 2 * math.pi)
        context.move_to(0, 0)
        context.line_to(0.85 * inner * math.sin(turn), -0.85 * inner * math.cos(turn))
        stroke(context, accent, 0.01)
    ellipse(context, 0, 0, 0.03, 0.03)
    fill(context, accent if rng.random() < 0.5 else ink)


def apple(sheet: Sheet, rng) -> None:
    """A red, green or yellow apple with its stalk, and often a leaf."""
    context = sheet.body
    hue = rng.choice([-0.01, 0.02, 0.1, 0.14, 0.24, 0.28], p=[0.3, 0.2, 0.06, 0.14, 0.15, 0.15])
    skin = colour(rng, (hue - 0.02, hue + 0.02), (0.7, 0.95), (0.6, 0.95))
    wide, foot, dent = rng.uniform(0.4, 0.47), rng.uniform(0.12, 0.26), rng.uniform(0.05, 0.1)
    top, low = -0.3, 0.46

    def body() -> None:
        context.move_to(0, top + dent)
        for side in (1, -1):
            points = [(side * 0.12, top - 0.1), (side * wide, top - 0.06), (side * wide, 0.06)]
            points += [(side * wide, 0.3), (side * foot * 1.4, low + 0.05), (0, low - 0.03)]
            if side < 0:  # The left side goes back up.
                points = [points[4], points[3], points[2], points[1], points[0], (0, top + dent)]
            context.curve_to(*points[0], *points[1], *points[2])
            context.curve_to(*points[3], *points[4], *points[5])
        context.close_path()

    body()
    glow = (sheet.light * 0.18, -0.12)
    stops = [(0, shade(skin, 1.3)), (0.45, skin), (1, shade(skin, 0.35))]
    radial(context, (sheet.light * 0.05, 0), 0.58, *stops, focus=glow)
    fill(context)
    context.save()
    body()
    context.clip()
    if rng.random() < 0.6:
        blush = colour(rng, (-0.02, 0.16), (0.7, 0.95), (0.6, 0.95))
        place = rng.uniform(-0.3, 0.3), rng.uniform(-0.2, 0.3)
        radial(context, place, 0.4, (0, blush, 0.7), (1, blush, 0))
        context.paint()
    for _ in range(rng.integers(0, 40)):
        ellipse(context, rng.uniform(-0.4, 0.4), rng.uniform(-0.3, 0.4), 0.006, 0.008)
        fill(context, shade(skin, 1.6), 0.6)
    context.save()
    context.scale(1, 0.4)
    radial(context, (0, (top + dent) / 0.4), 0.2, (0, shade(skin, 0.25), 0.8), (1, shade(skin, 0.3), 0))
    context.paint()
    context.restore()
    size, gloss = rng.uniform(0.08, 0.16), rng.uniform(0.4, 0.9)
    radial(context, (sheet.light * 0.2, -0.14), size, (0, WHITE, gloss), (1, WHITE, 0))
    context.paint()
    context.restore()
    _stalk(context, rng, top + dent)


def _stalk(context, rng, foot: float) -> None:
    lean = rng.uniform(-0.12, 0.12)
    context.move_to(0, foot + 0.02)
    context.curve_to(0, foot - 0.08, lean / 2, foot - 0.12, lean, foot - 0.2)
    stroke(context, colour(rng, (0.05, 0.1), (0.4, 0.7), (0.2, 0.4)), rng.uniform(0.022, 0.035))
    if rng.random() < 0.6:
        leaf(context, rng, lean / 3, foot - 0.08, rng.choice([-1, 1]) * rng.uniform(0.22, 0.34))


def leaf(context, rng, x: float, y: float, length: float) -> None:
    """A leaf that starts at a point and goes to the right, or to the left if `length` is negative."""
    green = colour(rng, (0.24, 0.36), (0.6, 0.9), (0.3, 0.7))
    tip = (x + length, y - abs(length) * rng.uniform(0.1, 0.5))
    context.move_to(x, y)
    context.curve_to(x + length * 0.2, y - abs(length) * 0.6, x + length * 0.7, tip[1] - abs(length) * 0.2, *tip)
    context.curve_to(x + length * 0.8, y + abs(length) * 0.2, x + length * 0.3, y + abs(length) * 0.1, x, y)
    linear(context, (x, y - 0.1), (x, y + 0.1), (0, shade(green, 1.3)), (1, shade(green, 0.6)))
    fill(context)
    context.move_to(x, y)
    context.line_to(*tip)
    stroke(context, shade(green, 0.5), 0.008)


def cup(sheet: Sheet, rng) -> None:
    """A cup or mug with a handle, seen from slightly above; sometimes with a saucer and steam, which do not count."""
    context, clay = sheet.body, colour(rng, saturation=(0, 0.85), value=(0.25, 1))
    if rng.random() < 0.35:
        clay = colour(rng, saturation=(0, 0.08), value=(0.85, 1))
    rim, foot = rng.uniform(0.27, 0.36), rng.uniform(0.6, 1)
    tilt = rng.uniform(0.16, 0.6)  # The rim's height over its width: how much from above.
    tall = min(rng.uniform(0.5, 0.95) * (1 - tilt * 0.5), 0.96 - rim * tilt * 2)
    shift = -rng.uniform(0.08, 0.14)
    turn = rng.choice([0, math.pi]) + rng.normal(0, 0.35) if rng.random() < 0.8 else rng.uniform(0.2, math.pi - 0.2)
    for layer in (sheet.under, context, sheet.over):
        layer.translate(shift * math.cos(turn), 0)
    top, base = -tall / 2, tall / 2
    if rng.random() < 0.35:
        _saucer(sheet.under, rng, base, rim, tilt, clay)

    def handle() -> None:
        points = []
        for out, drop in ((0.95, 0.2), (1.75, 0.1), (1.75, 0.75), (0.85, 0.75)):
            points += [rim * out * math.cos(turn), top + tall * drop + rim * tilt * out * math.sin(turn) * 0.8]
        for tone, width in ((0.55, 0.075), (0.95, 0.05)):
            context.move_to(*points[:2])
            context.curve_to(*points[2:])
            stroke(context, shade(clay, tone), width)

    if math.sin(turn) <= 0.25:
        handle()
    left, right = shade(clay, 0.85 - 0.4 * sheet.light), shade(clay, 0.85 + 0.4 * sheet.light)
    context.save()
    bulge = rng.uniform(0, 0.5)
    sole, lowest, belly = rim * foot, base + rim * tilt * foot, top + tall * bulge
    edge = base - rim * tilt * foot * 0.3
    context.move_to(-rim, top)
    context.curve_to(-rim, belly, -sole, base - tall * 0.2, -sole, edge)
    context.curve_to(-sole, lowest, sole, lowest, sole, edge)
    context.curve_to(sole, base - tall * 0.2, rim, belly, rim, top)
    context.close_path()
    linear(context, (-rim, 0), (rim, 0), (0, shade(left, 0.75)), (0.35, left), (0.7, right), (1, shade(right, 0.7)))
    context.clip()
    context.paint()
    if rng.random() < 0.5:
        _decoration(context, rng, rim, tall)
    gleam, gloss = sheet.light * rim * 0.55, rng.uniform(0.1, 0.5)
    linear(context, (gleam - 0.06, 0), (gleam + 0.06, 0), (0, WHITE, 0), (0.5, WHITE, gloss), (1, WHITE, 0))
    context.paint()
    context.restore()
    if math.sin(turn) > 0.25:
        handle()
    ellipse(context, 0, top, rim, rim * tilt)
    fill(context, shade(clay, 1.25))
    ellipse(context, 0, top, rim * 0.92, rim * tilt * 0.9)
    inside = clay if rng.random() < 0.5 else (0.95, 0.94, 0.9)
    linear(context, (-rim, 0), (rim, 0), (0, shade(inside, 0.5)), (1, shade(inside, 0.9)))
    fill(context)
    if rng.random() < 0.75:
        drink = colour(rng, (0.03, 0.1), (0.3, 0.9), (0.15, 0.75))
        ellipse(context, 0, top + rim * tilt * 0.16, rim * 0.8, rim * tilt * 0.7)
        radial(context, (0, top), rim, (0, shade(drink, 1.2)), (1, shade(drink, 0.7)))
        fill(context)
    if rng.random() < 0.2:
        _steam(sheet.over, rng, top)


def _saucer(context, rng, base: float, rim: float, tilt: float, clay) -> None:
    wide = rim * rng.uniform(1.5, 1.9)
    for grow, tone in ((1, 0.6), (0.97, 0.95), (0.6, 0.75)):
        ellipse(context, 0, base, wide * grow, wide * tilt * grow)
        fill(context, shade(clay, tone))


def _decoration(context, rng, rim: float, tall: float) -> None:
    paint = colour(rng)
    if rng.random() < 0.5:
        context.rectangle(-rim, rng.uniform(-0.2, 0.2) * tall, 2 * rim, tall * rng.uniform(0.1, 0.3))
        fill(context, paint, 0.8)
    else:
        ellipse(context, rng.uniform(-0.1, 0.1), 0.1, rim * rng.uniform(0.2, 0.4), tall * rng.uniform(0.1, 0.25))
        fill(context, paint, 0.8)


def _steam(context, rng, top: float) -> None:
    for x in (-0.1, 0.05):
        context.move_to(x, top - 0.02)
        context.curve_to(x - 0.1, top - 0.12, x + 0.12, top - 0.18, x + rng.uniform(-0.05, 0.05), top - 0.3)
        stroke(context, WHITE, 0.03, rng.uniform(0.1, 0.3))
