"""The surface of the Moon: craters, stones and soft shade, in the light of a low Sun."""

from __future__ import annotations

from math import pi
from random import Random

from stoppress.demo.pictures.canvas import Canvas, Colour, Point, oval

LIT: Colour = (196, 190, 181)
GREY: Colour = (150, 145, 139)
SHADE: Colour = (84, 82, 84)
DEEP: Colour = (40, 40, 46)


def crater(canvas: Canvas, centre: Point, radius: float, flat: float = 1.0, sun: int = -1) -> None:
    """A bowl; `flat` is its height on the page against its width, `sun` -1 on the left, 1 right."""
    x, y = centre
    side, ry = -sun * radius, radius * flat
    canvas.ellipse((x - side * 0.04, y), radius * 1.13, ry * 1.13, (220, 214, 204, 55))
    canvas.ellipse((x + side * 0.04, y), radius * 1.05, ry * 1.05, LIT + (200,))
    canvas.ellipse(centre, radius, ry, SHADE)
    canvas.ellipse((x + side * 0.1, y), radius * 0.9, ry * 0.94, (112, 109, 108))
    canvas.ellipse((x + side * 0.2, y), radius * 0.8, ry * 0.88, GREY)
    canvas.ellipse((x + side * 0.27, y), radius * 0.72, ry * 0.8, LIT)
    canvas.ellipse((x + side * 0.12, y), radius * 0.74, ry * 0.84, GREY)


def stone(canvas: Canvas, at: Point, size: float) -> None:
    """A small block with its long shadow, the Sun on the left."""
    x, y = at
    canvas.polygon(
        [(x, y - size * 0.2), (x + size * 5, y + size * 0.05), (x, y + size * 0.3)], DEEP + (150,)
    )
    canvas.polygon(
        [(x - size, y + size * 0.3), (x - size * 0.5, y - size * 0.7), (x, y - size * 0.6),
         (x, y + size * 0.3)],
        LIT,
    )  # fmt: skip
    canvas.polygon(
        [(x, y - size * 0.6), (x + size * 0.6, y - size * 0.1), (x + size * 0.5, y + size * 0.3),
         (x, y + size * 0.3)],
        DEEP,
    )  # fmt: skip


def speckle(canvas: Canvas, seed: int, count: int, top: float, size: float = 2.0) -> None:
    """Fine grains below `top`, larger towards the reader."""
    dice = Random(seed)
    for _ in range(count):
        y = top + (1000 - top) * dice.random() ** 0.8
        near = (y - top) / (1000 - top)
        r = size * (0.3 + near) * dice.uniform(0.4, 1.0)
        tone = (235, 229, 218, 90) if dice.random() < 0.5 else (50, 48, 50, 90)
        canvas.ellipse((dice.uniform(0, 1600), y), r, r * 0.6, tone)


def half_lit(canvas: Canvas, centre: Point, radius: float, night: Colour) -> None:
    """The night side of a globe whose left half is lit: a half disc with a bulge."""
    right = oval(centre, radius, radius)
    edge = [p for p in right if p[0] >= centre[0] - 0.01]
    edge.sort(key=lambda p: p[1])
    inner = oval(centre, radius * 0.18, radius, steps=int(2 * pi * 24))
    bulge = sorted((p for p in inner if p[0] <= centre[0] + 0.01), key=lambda p: -p[1])
    canvas.polygon([*edge, *bulge], night)
