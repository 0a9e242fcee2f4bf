"""Draws cars from the side: saloons, hatchbacks, estates, vans and pick-ups, from a few measures each."""

import math

from brushes import Sheet, box, colour, ellipse, fill, linear, polygon, radial, shade, stroke

BLACK, WHITE = (0, 0, 0), (1, 1, 1)

# Where the outline bends, from nose to tail: the windscreen's foot and head, the rear window's head and foot; then the
# height of the bonnet, roof and boot over the sill. All are shares of the car's length.
FORMS = {
    "saloon": (-0.18, -0.05, 0.17, 0.31, 0.17, 0.3, 0.17),
    "hatchback": (-0.22, -0.07, 0.26, 0.44, 0.18, 0.32, 0.18),
    "estate": (-0.2, -0.06, 0.4, 0.47, 0.18, 0.31, 0.18),
    "van": (-0.34, -0.22, 0.46, 0.49, 0.2, 0.42, 0.22),
    "pickup": (-0.18, -0.06, 0.08, 0.12, 0.19, 0.33, 0.18),
    "coupe": (-0.14, 0.02, 0.14, 0.4, 0.15, 0.26, 0.17),
}
SILL = 0.14


def car(sheet: Sheet, rng) -> None:
    """A car of one of the forms, its nose to the left or to the right."""
    if rng.random() < 0.5:
        sheet.squeeze(-1)
    context = sheet.body
    foot, head, rear_head, rear_foot, bonnet, roof, boot = FORMS[str(rng.choice(list(FORMS)))]
    roof *= rng.uniform(0.92, 1.08)
    paint = colour(rng, saturation=(0, 0.95), value=(0.15, 1))
    if rng.random() < 0.3:
        paint = colour(rng, saturation=(0, 0.05), value=(0.1, 0.95))
    wheel, ground = rng.uniform(0.075, 0.095), SILL + rng.uniform(0.01, 0.03)
    axles = (-0.31 + rng.uniform(-0.02, 0.02), 0.3 + rng.uniform(-0.02, 0.02))

    ellipse(sheet.under, 0, ground + wheel * 0.9, 0.5, 0.035)
    fill(sheet.under, BLACK, 0.45)

    context.move_to(-0.49, SILL)
    context.curve_to(-0.51, SILL - bonnet * 0.5, -0.5, SILL - bonnet * 0.85, -0.43, SILL - bonnet * 0.92)
    context.curve_to(-0.35, SILL - bonnet * 1.02, foot - 0.08, SILL - bonnet * 1.05, foot, SILL - bonnet * 1.1)
    context.curve_to(foot + 0.05, SILL - roof * 0.8, head - 0.06, SILL - roof, head + 0.03, SILL - roof)
    crown = SILL - roof * 1.03
    context.curve_to(head + 0.1, crown, rear_head - 0.08, crown, rear_head, SILL - roof * 0.98)
    neck, tail = SILL - boot * 1.2, SILL - boot * 1.08
    context.curve_to(rear_head + 0.05, SILL - roof * 0.95, rear_foot - 0.04, neck, rear_foot, tail)
    context.curve_to(0.45, SILL - boot * 1.05, 0.48, SILL - boot, 0.49, SILL - boot * 0.8)
    context.curve_to(0.505, SILL - boot * 0.4, 0.5, SILL, 0.48, SILL)
    context.close_path()
    tones = [(0, shade(paint, 1.35)), (0.4, paint), (0.55, shade(paint, 1.2)), (1, shade(paint, 0.45))]
    linear(context, (0, SILL - roof), (0, SILL), *tones)
    fill(context)

    waist, under_roof = SILL - bonnet * 1.08, SILL - roof * 0.9
    glass = colour(rng, (0.5, 0.62), (0.05, 0.4), (0.15, 0.7))
    pillar = head + (rear_head - head) * rng.uniform(0.4, 0.6)
    doors = [((foot + 0.04, head + 0.025), (pillar - 0.01, pillar - 0.01))]
    if rear_head - pillar > 0.05:
        doors.append(((pillar + 0.01, pillar + 0.01), (rear_foot - 0.06, rear_head - 0.015)))
    for (low, high), (back_low, back_high) in doors:
        polygon(context, [(low, waist), (high, under_roof), (back_high, under_roof), (back_low, waist)])
        tones = [(0, shade(glass, 1.5)), (0.5, glass), (1, shade(glass, 0.6))]
        linear(context, (low, under_roof), (back_low, waist), *tones)
        fill(context)
    for x in (foot + 0.02, pillar, rear_head if rear_head > 0.12 else pillar):
        context.move_to(x, waist)
        context.line_to(x, SILL - 0.03)
        stroke(context, shade(paint, 0.4), 0.006)
    for x in (pillar - 0.07, rear_head - 0.07):
        box(context, x, waist + 0.035, 0.04, 0.012, 0.005)
        fill(context, shade(paint, 0.35))
    context.move_to(-0.46, SILL - bonnet * 0.5)
    context.line_to(0.46, SILL - bonnet * 0.5)
    stroke(context, WHITE, 0.008, rng.uniform(0, 0.4))

    ellipse(context, -0.455, SILL - bonnet * 0.68, 0.028, 0.02)
    fill(context, (1, 0.97, 0.8))
    box(context, 0.455, SILL - boot * 0.85, 0.034, 0.045, 0.01)
    fill(context, (0.75, 0.05, 0.05))
    for x in (-0.5, 0.4):
        box(context, x, SILL - 0.045, 0.1, 0.04, 0.015)
        fill(context, shade(paint, 0.3), 0.8)

    spokes, metal = int(rng.integers(4, 9)), colour(rng, saturation=(0, 0.1), value=(0.5, 0.9))
    start = rng.uniform(0, math.pi)
    for axle in axles:
        _wheel(context, axle, ground, wheel, spokes, start, metal)


def _wheel(context, x: float, y: float, radius: float, spokes: int, start: float, metal) -> None:
    ellipse(context, x, y - 0.008, radius * 1.17, radius * 1.17)
    fill(context, (0.04, 0.04, 0.05))
    ellipse(context, x, y, radius, radius)
    fill(context, (0.1, 0.1, 0.11))
    ellipse(context, x, y, radius * 0.65, radius * 0.65)
    radial(context, (x, y), radius * 0.65, (0, shade(metal, 1.3)), (1, shade(metal, 0.7)))
    fill(context)
    for spoke in range(spokes):
        turn = start + spoke * 2 * math.pi / spokes
        hole = x + radius * 0.4 * math.cos(turn), y + radius * 0.4 * math.sin(turn)
        ellipse(context, *hole, radius * 0.12, radius * 0.12)
        fill(context, (0.12, 0.12, 0.13))
