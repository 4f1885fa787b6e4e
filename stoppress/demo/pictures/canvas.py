"""A sheet to draw on: 1600 x 1000 units, drawn at double size and halved for smooth edges.

The only fonts used are the ones inside Pillow, so that the pixels do not depend on the machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, hypot, pi, sin

from PIL import Image, ImageDraw, ImageFilter, ImageFont

WIDTH, HEIGHT = 1600, 1000
_TWICE = 2

Point = tuple[float, float]
Colour = tuple[int, ...]  # red, green, blue and, where it lets something through, alpha

SPACE: Colour = (9, 12, 24)
NIGHT: Colour = (19, 26, 48)
DUSK: Colour = (38, 48, 80)
CREAM: Colour = (246, 239, 226)
ASH: Colour = (172, 170, 168)
ORANGE: Colour = (255, 139, 61)
TEAL: Colour = (108, 212, 200)
GOLD: Colour = (222, 166, 70)


class Canvas:
    """One drawing in the making. Lengths are units of the finished picture."""

    def __init__(self, top: Colour, bottom: Colour) -> None:
        self.image = _gradient(top, bottom)
        self._pen = ImageDraw.Draw(self.image, "RGBA")

    def polygon(self, points: Sequence[Point], fill: Colour) -> None:
        self._pen.polygon(_scaled(points), fill=fill)

    def ellipse(self, centre: Point, rx: float, ry: float, fill: Colour) -> None:
        self._pen.ellipse(_box(centre, rx, ry), fill=fill)

    def ring(self, centre: Point, rx: float, ry: float, colour: Colour, width: float) -> None:
        self._pen.ellipse(_box(centre, rx, ry), outline=colour, width=round(width * _TWICE))

    def line(self, points: Sequence[Point], colour: Colour, width: float) -> None:
        """Joined pieces with round ends."""
        self._pen.line(_scaled(points), fill=colour, width=round(width * _TWICE), joint="curve")
        if len(colour) == 3:
            for end in (points[0], points[-1]):
                self.ellipse(end, width / 2, width / 2, colour)

    def dashes(self, points: Sequence[Point], colour: Colour, width: float, dash: float) -> None:
        """A broken line: `dash` units drawn, as many left out."""
        for number, piece in enumerate(_pieces(points, dash)):
            if number % 2 == 0 and len(piece) > 1:
                self.line(piece, colour, width)

    def panel(
        self, corner: Point, width: float, height: float, radius: float, fill: Colour
    ) -> None:
        """A rectangle with round corners; `corner` is the upper left one."""
        opposite = (corner[0] + width, corner[1] + height)
        self._pen.rounded_rectangle(_scaled([corner, opposite]), radius * _TWICE, fill=fill)

    def text(self, at: Point, words: str, size: float, colour: Colour, anchor: str = "lm") -> None:
        """`anchor` as in Pillow: l, m, r and then a, m, s. Only Latin letters and digits exist."""
        font = ImageFont.load_default(size * _TWICE)
        self._pen.text(_scaled([at])[0], words, font=font, fill=colour, anchor=anchor)

    def glow(self, centre: Point, radius: float, colour: Colour, strength: float) -> None:
        """Light that fades outwards. `strength` is 0 to 1 in the middle."""
        side = round(radius * 2 * _TWICE)
        light = Image.radial_gradient("L").resize((side, side))
        # Pillow's gradient has reached 180 where the circle touches the square around it.
        mask = light.point([round(255 * strength * max(0, 1 - v / 178) ** 2) for v in range(256)])
        where = (round((centre[0] - radius) * _TWICE), round((centre[1] - radius) * _TWICE))
        self.image.paste(Image.new("RGB", (side, side), colour[:3]), where, mask)

    def blurred(self, points: Sequence[Point], fill: Colour, radius: float) -> None:
        """A polygon with soft edges; `fill` has an alpha."""
        small = min(1.0, 3 / radius)  # what is blurred anyway is drawn small, which is fast
        left, upper = min(x for x, _ in points), min(y for _, y in points)
        left, upper = left - radius * 3, upper - radius * 3
        inside = [((x - left) * small, (y - upper) * small) for x, y in points]
        wide, high = (round(max(side) + radius * 3 * small) for side in zip(*inside, strict=True))
        mask = Image.new("L", (wide, high), 0)
        ImageDraw.Draw(mask).polygon(inside, fill=fill[3])
        mask = mask.filter(ImageFilter.GaussianBlur(radius * small))
        grow = _TWICE / small
        mask = mask.resize((round(wide * grow), round(high * grow)), Image.Resampling.BILINEAR)
        where = (round(left * _TWICE), round(upper * _TWICE))
        self.image.paste(Image.new("RGB", mask.size, fill[:3]), where, mask)

    def finished(self) -> Image.Image:
        return self.image.reduce(_TWICE)


def oval(centre: Point, rx: float, ry: float, tilt: float = 0.0, steps: int = 72) -> list[Point]:
    """Points on an ellipse; `tilt` in radians, clockwise on the page."""
    turn = [2 * pi * step / steps for step in range(steps)]
    return [
        (
            centre[0] + rx * cos(a) * cos(tilt) - ry * sin(a) * sin(tilt),
            centre[1] + rx * cos(a) * sin(tilt) + ry * sin(a) * cos(tilt),
        )
        for a in turn
    ]


def smooth(points: Sequence[Point], steps: int = 16) -> list[Point]:
    """A curve through all of `points` (Catmull-Rom)."""
    padded = [points[0], *points, points[-1]]
    curve = [
        (_bend([p[0] for p in four], t / steps), _bend([p[1] for p in four], t / steps))
        for four in zip(padded, padded[1:], padded[2:], padded[3:], strict=False)
        for t in range(steps)
    ]
    return [*curve, points[-1]]


def _bend(v: Sequence[float], t: float) -> float:
    a, b, c, d = v
    return 0.5 * (
        2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
    )


def _pieces(points: Sequence[Point], length: float) -> list[list[Point]]:
    """`points` cut into runs of about `length`."""
    runs, run, gone = [], [points[0]], 0.0
    for before, after in zip(points, points[1:], strict=False):
        gone += hypot(after[0] - before[0], after[1] - before[1])
        run.append(after)
        if gone >= length:
            runs.append(run)
            run, gone = [after], 0.0
    return [*runs, run]


def _gradient(top: Colour, bottom: Colour) -> Image.Image:
    size = (WIDTH * _TWICE, HEIGHT * _TWICE)
    mask = Image.linear_gradient("L").resize(size)
    return Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), mask)


def _scaled(points: Sequence[Point]) -> list[Point]:
    return [(x * _TWICE, y * _TWICE) for x, y in points]


def _box(centre: Point, rx: float, ry: float) -> tuple[float, float, float, float]:
    x, y = centre[0] * _TWICE, centre[1] * _TWICE
    return (x - rx * _TWICE, y - ry * _TWICE, x + rx * _TWICE, y + ry * _TWICE)
