"""The world as the Moon saw it when the hatch opened, and the stations that caught its picture."""

from __future__ import annotations

from math import asin, cos, degrees, radians, sin

from PIL import Image, ImageDraw

from stoppress.demo.pictures.canvas import (
    CREAM,
    NIGHT,
    ORANGE,
    SPACE,
    TEAL,
    Canvas,
    Point,
    oval,
    smooth,
)
from stoppress.demo.pictures.coastlines import OUTLINES

_MIDDLE = -154.0  # the Moon stood over 154 degrees west at 03:00 UTC, worked out from its place
_MOON_NORTH = -5.5  # and over five and a half degrees south
_STEP = 2.5  # degrees between dots
_MOON: Point = (800, 92)
_HOUSTON = (-95.4, 29.8)
_STATIONS = (
    ("Goldstone", (-116.9, 35.4), (44, -52), "lm"),
    ("Honeysuckle Creek", (149.0, -35.6), (-6, 74), "mm"),
    ("Parkes", (148.3, -33.0), (-44, -44), "rm"),
)


def draw() -> Image.Image:
    canvas = Canvas(SPACE, NIGHT)
    canvas.glow(_MOON, 420, (150, 160, 200), 0.35)
    _dots(canvas)
    _moon(canvas)
    _way_to_houston(canvas)
    for name, place, off, anchor in _STATIONS:
        _station(canvas, name, place, off, anchor)
    canvas.text((800, 930), "bright: where the Moon is up", 36, (140, 152, 190), "mm")
    return canvas.finished()


def _at(place: Point) -> Point:
    """Where a place of so many degrees east and north lies on the page."""
    east = (place[0] - _MIDDLE + 180) % 360 - 180
    return (800 + east * 4.35, 590 - place[1] * 5.25)


def _height_of_moon(place: Point) -> float:
    """Degrees above the horizon."""
    turn = cos(radians(place[0] - _MIDDLE))
    north, moon = radians(place[1]), radians(_MOON_NORTH)
    return degrees(asin(sin(north) * sin(moon) + cos(north) * cos(moon) * turn))


def _land() -> Image.Image:
    """White where there is land: four pixels to a degree, from 180 west and 90 north."""
    mask = Image.new("L", (360 * 4, 180 * 4), 0)
    pen = ImageDraw.Draw(mask)
    for outline in OUTLINES:
        for shift in (0, -360):  # Siberia reaches beyond 180 east
            pen.polygon([((x + shift + 180) * 4, (90 - y) * 4) for x, y in outline], fill=255)
    return mask


def _dots(canvas: Canvas) -> None:
    land = _land()
    for row in range(int(146 / _STEP)):
        north = 79 - row * _STEP
        for column in range(int(360 / _STEP)):
            east = -180 + column * _STEP
            if not land.getpixel((round((east + 180) * 4) % 1440, round((90 - north) * 4))):
                continue
            up = _height_of_moon((east, north)) > 0
            canvas.ellipse(_at((east, north)), 4.3, 4.3, (226, 214, 190) if up else (58, 68, 104))


def _moon(canvas: Canvas) -> None:
    x, y = _MOON
    canvas.ellipse(_MOON, 46, 46, (226, 222, 212))
    for a, b, r in ((10, -16, 13), (22, 6, 9), (-4, 8, 10), (-18, -14, 8)):
        canvas.ellipse((x + a, y + b), r, r * 0.9, (178, 174, 168))
    night = [p for p in oval(_MOON, 47, 47, steps=180) if p[0] <= x]
    canvas.polygon(sorted(night, key=lambda p: p[1]), (30, 36, 60))


def _way_to_houston(canvas: Canvas) -> None:
    home = _at(_HOUSTON)
    for _, (east, north), _, _ in _STATIONS:
        x, y = _at((east, north))
        over = ((x + home[0]) / 2, (y + home[1]) / 2 + abs(home[0] - x) * 0.22)
        canvas.line(smooth([(x, y), over, home], 40), ORANGE + (235,), 4)
    canvas.ellipse(home, 17, 17, SPACE)
    canvas.ellipse(home, 13, 13, ORANGE)
    _name(canvas, (home[0] + 30, home[1] + 52), "Houston", "lm")


def _station(canvas: Canvas, name: str, place: Point, off: Point, anchor: str) -> None:
    x, y = _at(place)
    canvas.dashes(smooth([(_MOON[0], _MOON[1] + 60), (x, y)], 90), CREAM + (150,), 2.5, 12)
    canvas.ellipse((x, y), 14, 14, SPACE)
    canvas.ellipse((x, y), 10, 10, TEAL)
    _name(canvas, (x + off[0], y + off[1]), name, anchor)


def _name(canvas: Canvas, at: Point, words: str, anchor: str) -> None:
    width = len(words) * 19.5 + 36
    left = at[0] - {"l": 18, "m": width / 2, "r": width - 18}[anchor[0]]
    canvas.panel((left, at[1] - 29), width, 56, 28, SPACE + (220,))
    canvas.text((left + width / 2, at[1] - 1), words, 38, CREAM, "mm")
