"""The planned landing ellipse from above, north at the top, and about where Eagle came down."""

from __future__ import annotations

from random import Random

from PIL import Image

from stoppress.demo.pictures.canvas import (
    CREAM,
    ORANGE,
    SPACE,
    TEAL,
    Canvas,
    Colour,
    Point,
    oval,
)
from stoppress.demo.pictures.ground import DEEP, crater

_MILE = 96.0  # units to a nautical mile
_PLANNED: Point = (860, 470)
_EAGLE: Point = (_PLANNED[0] - 3.9 * _MILE, _PLANNED[1] + 0.7 * _MILE)
_ALONG, _ACROSS = 5.1 * _MILE, 1.35 * _MILE  # half the ellipse, which is 18.5 by 4.8 km


def draw() -> Image.Image:
    canvas = Canvas((158, 153, 147), (134, 130, 126))
    _plain(canvas)
    _ellipse(canvas)
    _flight(canvas)
    _places(canvas)
    _scale(canvas)
    return canvas.finished()


def _plain(canvas: Canvas) -> None:
    dice = Random(1969)
    for _ in range(16):
        centre = (dice.uniform(0, 1600), dice.uniform(0, 1000))
        tone: Colour = (196, 192, 186, 26) if dice.random() < 0.5 else (50, 50, 56, 26)
        canvas.blurred(oval(centre, dice.uniform(120, 300), dice.uniform(50, 120), -0.3), tone, 40)
    for _ in range(420):
        r = 2 + 24 * dice.random() ** 8
        _bowl(canvas, (dice.uniform(0, 1600), dice.uniform(0, 1000)), r)
    for x, y, r in ((250, 240, 66), (1340, 250, 92), (1180, 790, 54), (420, 830, 78),
                    (1500, 620, 48), (700, 150, 40), (90, 690, 58)):  # fmt: skip
        crater(canvas, (x, y), r, sun=1)


def _bowl(canvas: Canvas, centre: Point, radius: float) -> None:
    """A small crater: shade towards the Sun, which is in the east, light away from it."""
    x, y = centre
    canvas.ellipse(centre, radius, radius, DEEP + (130,))
    canvas.ellipse((x - radius * 0.3, y), radius * 0.74, radius * 0.86, (204, 198, 189))
    canvas.ellipse((x - radius * 0.1, y), radius * 0.72, radius * 0.8, (150, 145, 139))


def _ellipse(canvas: Canvas) -> None:
    edge = oval(_PLANNED, _ALONG, _ACROSS, steps=360)
    canvas.polygon(edge, TEAL + (34,))
    canvas.dashes([*edge, edge[0]], SPACE + (255,), 7, 22)
    canvas.dashes([*edge, edge[0]], TEAL, 5, 22)


def _flight(canvas: Canvas) -> None:
    """Eagle came from the east."""
    x, y = _EAGLE
    path = [(1600 - t * (1600 - x) / 60, 400 + (y - 400) * (t / 60)) for t in range(59)]
    canvas.dashes(path, ORANGE + (230,), 4, 26)
    tip = (x + 46, y - 8)
    canvas.polygon([tip, (tip[0] + 34, tip[1] - 20), (tip[0] + 30, tip[1] + 14)], ORANGE)


def _places(canvas: Canvas) -> None:
    x, y = _PLANNED
    for dx, dy in ((26, 0), (0, 26)):
        canvas.line([(x - dx, y - dy), (x + dx, y + dy)], SPACE, 11)
        canvas.line([(x - dx, y - dy), (x + dx, y + dy)], CREAM, 6)
    _name(canvas, (x + 4, y + 72), "planned point")
    canvas.ellipse(_EAGLE, 24, 24, SPACE)
    canvas.ellipse(_EAGLE, 19, 19, ORANGE)
    canvas.ring(_EAGLE, 42, 42, ORANGE + (200,), 3)
    _name(canvas, (_EAGLE[0], _EAGLE[1] + 92), "Eagle")
    canvas.text((800, 930), "S E A   O F   T R A N Q U I L I T Y", 42, SPACE + (200,), "mm")


def _name(canvas: Canvas, at: Point, words: str) -> None:
    half = len(words) * 11.5 + 22
    canvas.panel((at[0] - half, at[1] - 32), half * 2, 62, 31, SPACE + (225,))
    canvas.text(at, words, 42, CREAM, "mm")


def _scale(canvas: Canvas) -> None:
    canvas.panel((60, 50), 2 * _MILE + 68, 96, 16, SPACE + (215,))
    left, right = 94, 94 + 2 * _MILE
    canvas.line([(left, 120), (right, 120)], CREAM, 5)
    for x in (left, right):
        canvas.line([(x, 108), (x, 132)], CREAM, 5)
    canvas.text(((left + right) / 2, 80), "2 miles", 34, CREAM, "mm")
    canvas.ellipse((1508, 98), 48, 48, SPACE + (215,))
    canvas.polygon([(1508, 58), (1524, 92), (1508, 84), (1492, 92)], CREAM)
    canvas.text((1508, 118), "N", 34, CREAM, "mm")
