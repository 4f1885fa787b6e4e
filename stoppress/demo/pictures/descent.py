"""The powered descent as a diagram: heights and minutes as the crew called them out."""

from __future__ import annotations

from PIL import Image

from stoppress.demo.pictures.canvas import (
    ASH,
    CREAM,
    NIGHT,
    ORANGE,
    SPACE,
    TEAL,
    Canvas,
    Colour,
    Point,
    smooth,
)
from stoppress.demo.pictures.ground import crater, speckle
from stoppress.demo.pictures.lander import Pose, draw_lander

# Minutes since the engine was lit, and feet above the ground.
_CALLED_OUT = (
    (0.0, 50_000), (1.5, 49_300), (3.0, 46_000), (4.2, 40_500), (5.35, 33_500), (6.5, 24_600),
    (7.5, 14_500), (8.3, 7_500), (9.2, 3_000), (10.0, 900), (10.7, 320), (11.6, 130), (12.58, 0),
)  # fmt: skip
_GROUND = 838
_LAST = 12.58


def draw() -> Image.Image:
    canvas = Canvas(SPACE, NIGHT)
    _scale(canvas)
    _moon(canvas)
    _path(canvas)
    _ships(canvas)
    _labels(canvas)
    return canvas.finished()


def _at(minutes: float, feet: float) -> Point:
    """Flying from right to left, as Eagle did when one looks with north up."""
    return (1490 - (minutes / _LAST) * 1290, _GROUND - feet / 50_000 * 680)


def _scale(canvas: Canvas) -> None:
    for feet in (10_000, 20_000, 30_000, 40_000, 50_000):
        y = _at(0, feet)[1]
        canvas.dashes([(110 + x, y) for x in range(0, 1400, 7)], (120, 134, 180, 90), 1.6, 14)
        canvas.text((96, y), f"{feet // 1000}k", 30, (128, 142, 184), "rm")
    canvas.text((96, 118), "feet", 30, (128, 142, 184), "rm")


def _moon(canvas: Canvas) -> None:
    edge = [(0, _GROUND + 6), (220, _GROUND), (520, _GROUND + 3), (900, _GROUND + 1),
            (1250, _GROUND + 5), (1600, _GROUND)]  # fmt: skip
    canvas.polygon([*smooth(edge), (1600, 1000), (0, 1000)], (150, 145, 139))
    canvas.polygon([(0, 930), (1600, 950), (1600, 1000), (0, 1000)], (134, 129, 124))
    speckle(canvas, seed=5, count=500, top=_GROUND + 8)
    for x, y, r in ((860, 872, 24), (1000, 918, 70), (1240, 870, 28),
                    (1460, 910, 44), (96, 926, 50)):  # fmt: skip
        crater(canvas, (x, y), r, flat=0.28)


def _path(canvas: Canvas) -> None:
    curve = smooth([_at(minutes, feet) for minutes, feet in _CALLED_OUT])
    canvas.polygon([*curve, (curve[0][0], _GROUND)], TEAL + (26,))
    start = curve[0]
    canvas.dashes(
        [(start[0] + x, start[1] - x * 0.02) for x in range(110, -1, -5)], TEAL + (255,), 4, 12
    )
    canvas.line(curve, TEAL, 6)


def _ships(canvas: Canvas) -> None:
    """Feet first at the start, upright at the end."""
    draw_lander(canvas, Pose((1262, 160), 0.95, 1.45), flame=62)
    draw_lander(canvas, Pose((716, 596), 0.95, 0.95), flame=46)
    draw_lander(canvas, Pose((200, _GROUND + 5), 1.5))


def _labels(canvas: Canvas) -> None:
    _label(canvas, _at(0.0, 50_000), 118, ("3:05", "engine on"), TEAL)
    _label(canvas, _at(5.35, 33_500), -100, ("3:10", "alarm: 1202"), ORANGE)
    _label(canvas, _at(9.2, 3_000), 176, ("3:14", "go for landing"), TEAL, anchor="l")
    _label(canvas, _at(10.7, 320), 140, ("3:15", "by hand"), TEAL)
    canvas.text((200, 626), "3:17", 54, CREAM, "ms")
    canvas.text((200, 670), "down", 36, ASH, "ms")


def _label(
    canvas: Canvas, at: Point, drop: float, words: tuple[str, str], dot: Colour, anchor: str = "r"
) -> None:
    """The time and what happened, beside a thin line that hangs or stands on the point."""
    x, y = at
    dark = y + drop > _GROUND
    canvas.line([at, (x, y + drop - (0 if drop > 0 else 84))], (SPACE if dark else ASH) + (150,), 2)
    canvas.ellipse(at, 13, 13, dot)
    beside = x + (14 if anchor == "l" else -14)
    canvas.text((beside, y + drop - 48), words[0], 54, SPACE if dark else CREAM, anchor + "s")
    canvas.text((beside, y + drop), words[1], 36, NIGHT if dark else ASH, anchor + "s")
