"""The print of a boot in the dust of the Moon, the Sun low on the left."""

from __future__ import annotations

from math import cos, sin
from random import Random

from PIL import Image, ImageDraw, ImageFilter

from stoppress.demo.pictures.canvas import Canvas, Colour, Point, oval, smooth

_TILT = 0.42  # radians, clockwise
_MIDDLE: Point = (800, 500)
_LIGHT: Colour = (214, 208, 198)
_DUST: Colour = (158, 153, 147)
_FLOOR: Colour = (132, 128, 124)
_SHADE: Colour = (52, 51, 54)
# The edge of the sole, toe upwards, from the middle of the foot.
_SOLE = (
    (0, -396), (88, -378), (142, -310), (158, -220), (150, -120), (122, -10), (108, 90),
    (118, 190), (122, 290), (96, 364), (0, 396), (-96, 364), (-122, 290), (-118, 190),
    (-104, 90), (-112, -10), (-140, -120), (-152, -220), (-138, -310), (-86, -378), (0, -396),
)  # fmt: skip
_RIBS = 14


def draw() -> Image.Image:
    canvas = Canvas((172, 166, 159), (142, 137, 131))
    _dust(canvas)
    _rim(canvas)
    _print(canvas)
    _clods(canvas)
    return canvas.finished()


def _at(x: float, y: float) -> Point:
    return (
        _MIDDLE[0] + x * cos(_TILT) - y * sin(_TILT),
        _MIDDLE[1] + x * sin(_TILT) + y * cos(_TILT),
    )


def _outline(grow: float = 1.0, shift: float = 0.0) -> list[Point]:
    """The sole on the page, `grow` times its size, pushed `shift` to the right of the page."""
    return [(x + shift, y) for x, y in smooth([_at(a * grow, b * grow) for a, b in _SOLE])]


def _dust(canvas: Canvas) -> None:
    dice = Random(7)
    for _ in range(26):
        centre = (dice.uniform(-50, 1650), dice.uniform(-50, 1050))
        tone: Colour = (226, 220, 210, 34) if dice.random() < 0.5 else (70, 68, 70, 30)
        canvas.blurred(oval(centre, dice.uniform(60, 220), dice.uniform(30, 90), -0.5), tone, 28)
    for _ in range(2600):
        x, y = dice.uniform(0, 1600), dice.uniform(0, 1000)
        r = 0.8 + 2.2 * dice.random() ** 3
        canvas.ellipse((x + r, y + r * 0.3), r, r * 0.8, (60, 58, 60, 110))
        canvas.ellipse((x, y), r, r * 0.8, (222, 216, 206, 150))


def _rim(canvas: Canvas) -> None:
    """Dust pushed up around the sole: bright towards the Sun, dark beyond."""
    canvas.blurred(_outline(1.12, 16), _SHADE + (120,), 16)
    canvas.blurred(_outline(1.1, -8), _LIGHT + (235,), 9)
    canvas.blurred(_outline(1.045), _DUST + (255,), 5)


def _print(canvas: Canvas) -> None:
    """The floor of the print and its ribs, drawn apart and laid in through the sole's outline."""
    inside = Canvas(_FLOOR, _FLOOR)
    for number in range(_RIBS):
        _rib(inside, -392 + (number + 0.5) * 784 / _RIBS)
    dice = Random(3)
    for _ in range(900):
        x, y = dice.uniform(560, 1040), dice.uniform(60, 940)
        inside.ellipse(
            (x, y), 1.6, 1.3, (40, 40, 42, 70) if dice.random() < 0.6 else _LIGHT + (80,)
        )
    shadow = Image.new("L", inside.image.size, 0)
    pen = ImageDraw.Draw(shadow)
    pen.polygon([(x * 2, y * 2) for x, y in _outline()], fill=255)
    deep = Image.new("L", inside.image.size, 0)
    ImageDraw.Draw(deep).polygon([(x * 2, y * 2) for x, y in _outline(1.0, 26)], fill=255)
    deep = deep.reduce(4).filter(ImageFilter.GaussianBlur(5)).resize(inside.image.size)
    wall = Image.new("RGB", inside.image.size, _SHADE)
    canvas.image.paste(Image.composite(inside.image, wall, deep), (0, 0), shadow)


def _rib(canvas: Canvas, y: float) -> None:
    """One bar across the sole: a groove in the dust with a lit and a shaded side."""
    deep, half = 784 / _RIBS * 0.3, 190
    bow = 16
    line = [(-half, y + bow), (0, y - bow * 0.4), (half, y + bow)]
    for offset, colour in ((0, _SHADE), (deep * 0.95, _LIGHT), (deep * 1.3, _FLOOR)):
        upper = [_at(a, b + offset) for a, b in line]
        lower = [_at(a, b + offset + deep) for a, b in reversed(line)]
        canvas.polygon([*smooth(upper), *smooth(lower)], colour)


def _clods(canvas: Canvas) -> None:
    dice = Random(21)
    for _ in range(90):
        turn, far = dice.uniform(0, 6.283), dice.uniform(1.08, 1.5)
        x, y = _at(170 * far * cos(turn), 430 * far * sin(turn))
        r = 2 + 7 * dice.random() ** 2
        canvas.ellipse((x + r * 1.5, y + r * 0.3), r * 1.6, r * 0.6, _SHADE + (130,))
        canvas.ellipse((x, y), r, r * 0.85, (120, 116, 112))
        canvas.ellipse((x - r * 0.25, y - r * 0.2), r * 0.65, r * 0.55, _LIGHT)
