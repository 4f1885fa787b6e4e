"""The half Moon of that evening, the last turn of Luna 15, and a dish that listens."""

from __future__ import annotations

from math import cos, radians, sin
from random import Random

from PIL import Image

from stoppress.demo.pictures.canvas import (
    CREAM,
    NIGHT,
    ORANGE,
    SPACE,
    TEAL,
    Canvas,
    Colour,
    Point,
    oval,
    smooth,
)

_CENTRE: Point = (960, 500)
_RADIUS = 380.0
_EAGLE = (23.5, 0.7)
_CRISES = (60.0, 17.0)
_END = 44  # the degree of the orbit, as drawn, that lies over the Sea of Crises
# Degrees east and north on the Moon: the middle of a dark plain and half its width and height.
_SEAS = (
    ((30, 9), 15, 10), ((36, 2), 8, 8), ((18, 27), 12, 9), ((52, -6), 9, 13), ((59, 17), 8, 6),
    ((34, -15), 6, 7), ((84, 2), 4, 8), ((24, 15), 9, 7),
    ((-16, 33), 20, 14), ((-40, 15), 20, 24), ((-22, -10), 16, 10), ((-38, -24), 9, 8),
    ((-8, 14), 10, 7), ((2, 2), 5, 3), ((6, 57), 20, 3),
)  # fmt: skip


def draw() -> Image.Image:
    canvas = Canvas(SPACE, NIGHT)
    _orbit(canvas, behind=True)
    _globe(canvas)
    _orbit(canvas, behind=False)
    _fall(canvas)
    _names(canvas)
    _dish(canvas)
    return canvas.finished()


def _at(place: Point) -> Point:
    """Where a place of so many degrees east and north on the Moon is seen from the Earth."""
    east, north = radians(place[0]), radians(place[1])
    return (
        _CENTRE[0] + _RADIUS * cos(north) * sin(east),
        _CENTRE[1] - _RADIUS * sin(north),
    )


def _globe(canvas: Canvas) -> None:
    canvas.glow((_CENTRE[0] + 120, _CENTRE[1]), 620, (170, 176, 200), 0.3)
    canvas.ellipse(_CENTRE, _RADIUS, _RADIUS, (205, 200, 191))
    for middle, wide, high in _SEAS:
        outline = [
            (middle[0] + x, max(-88, min(88, middle[1] + y)))
            for x, y in oval((0, 0), wide, high, steps=40)
        ]
        canvas.polygon([_at((min(89, east), north)) for east, north in outline], (142, 139, 138))
    dice = Random(15)
    for _ in range(150):
        place = (dice.uniform(4, 80), dice.uniform(-66, 66))
        r = 2 + 9 * dice.random() ** 4
        x, y = _at(place)
        squeeze = max(0.25, cos(radians(place[0])))
        canvas.ellipse((x, y), r * squeeze, r, (120, 117, 116, 150))
        canvas.ellipse(
            (x - r * 0.25 * squeeze, y), r * 0.7 * squeeze, r * 0.75, (222, 217, 208, 170)
        )
    _night(canvas)


def _night(canvas: Canvas) -> None:
    """The Sun has risen as far as three degrees east; a little earthshine fills the rest."""
    limb = [_at((-90, north)) for north in range(-90, 91, 3)]
    limb = [(x * 1.012 - _CENTRE[0] * 0.012, y * 1.012 - _CENTRE[1] * 0.012) for x, y in limb]
    for east, shade in ((7.5, 70), (5, 110), (3, 225)):
        edge = [_at((east, north)) for north in range(90, -91, -3)]
        canvas.polygon([*limb, *edge], (16, 22, 42, shade))


def _path() -> list[Point]:
    """Once round the Moon, a point for each degree; the first half is in front, and 44 the end."""
    return oval(_CENTRE, _RADIUS * 1.17, _RADIUS * 0.351, tilt=-0.62, steps=360)


def _orbit(canvas: Canvas, *, behind: bool) -> None:
    points = _path()
    run = points[180:] + points[:1] if behind else points[_END:181]
    canvas.dashes(run, TEAL + ((120,) if behind else (255,)), 4, 17)


def _fall(canvas: Canvas) -> None:
    """It came in over the north-eastern edge; from there on it was going down."""
    canvas.line(_path()[: _END + 1], SPACE, 11)
    canvas.line(_path()[: _END + 1], ORANGE, 6)
    x, y = _at(_CRISES)
    for colour, width in ((SPACE, 15), (ORANGE, 8)):
        for slope in (-1, 1):
            canvas.line([(x - 19, y - 19 * slope), (x + 19, y + 19 * slope)], colour, width)


def _names(canvas: Canvas) -> None:
    base = _at(_EAGLE)
    canvas.ellipse(base, 19, 19, SPACE)
    canvas.ellipse(base, 14, 14, TEAL)
    _name(canvas, (base[0] - 386, base[1] + 4), "Tranquility Base")
    end = _at(_CRISES)
    _name(canvas, (end[0] + 44, end[1] + 66), "Sea of Crises")


def _name(canvas: Canvas, at: Point, words: str) -> None:
    width = len(words) * 19.5 + 40
    canvas.panel((at[0] - 24, at[1] - 29), width, 58, 29, SPACE + (225,))
    canvas.text((at[0] - 24 + width / 2, at[1] - 1), words, 38, CREAM, "mm")


def _dish(canvas: Canvas) -> None:
    """A big steerable dish in outline, looking up to the right."""
    dark: Colour = (5, 7, 14)
    hills = [(0, 930), (200, 905), (430, 928), (760, 915), (1100, 940), (1600, 922)]
    canvas.polygon([*smooth(hills), (1600, 1000), (0, 1000)], dark)
    metal, light = (52, 62, 94), (120, 134, 178)
    for x in (150, 350):
        canvas.line([(x - 34, 924), (x, 720)], metal, 9)
        canvas.line([(x + 34, 924), (x, 720)], metal, 9)
        canvas.line([(x - 17, 822), (x + 17, 822)], metal, 6)
    bowl = smooth([(120, 560), (136, 690), (214, 780), (330, 806), (410, 770)], 20)
    canvas.polygon(bowl, metal)
    canvas.line(bowl, light, 6)
    canvas.polygon(oval((265, 665), 180, 34, tilt=0.625), (30, 38, 64))
    canvas.line(
        [*oval((265, 665), 180, 34, tilt=0.625), oval((265, 665), 180, 34, 0.625)[0]], light, 4
    )
    canvas.line([(265, 665), (352, 545)], light, 6)
    canvas.ellipse((352, 545), 11, 11, ORANGE)
    for r in (46, 84, 122):
        arc = [(352 + r * cos(a / 20), 545 + r * sin(a / 20)) for a in range(-27, -7)]
        canvas.line(arc, ORANGE, 5)
