"""Eagle as flat shapes, lit from the left: large on the ground, small in the diagram."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, sin

from stoppress.demo.pictures.canvas import ORANGE, Canvas, Colour, Point

_LIGHT, _MIDDLE, _DARK = (221, 219, 214), (163, 163, 166), (92, 94, 104)
_FOIL_LIGHT, _FOIL, _FOIL_DARK = (236, 186, 92), (196, 140, 56), (122, 82, 38)
_BLACK = (24, 26, 34)


@dataclass(frozen=True)
class Pose:
    """Where a lander stands or flies: its own sizes run from 0 at the pads to 100 at the top."""

    foot: Point
    scale: float
    tilt: float = 0.0  # radians, clockwise

    def place(self, points: list[Point]) -> list[Point]:
        """From the lander's sizes, upwards, to the page."""
        c, s = cos(self.tilt), sin(self.tilt)
        return [
            (
                self.foot[0] + self.scale * (x * c + y * s),
                self.foot[1] + self.scale * (x * s - y * c),
            )
            for x, y in points
        ]


def draw_lander(canvas: Canvas, pose: Pose, *, flame: float = 0.0) -> None:
    """The whole ship; `flame` is the length of its exhaust, 0 for an engine that is off."""
    if flame:
        _shape(canvas, pose, ORANGE + (150,), [(-7, 10), (7, 10), (0, 10 - flame)])
        _shape(canvas, pose, (255, 226, 160), [(-4, 10), (4, 10), (0, 10 - flame * 0.55)])
    _descent_stage(canvas, pose)
    _legs(canvas, pose)
    _ascent_stage(canvas, pose)


def _descent_stage(canvas: Canvas, pose: Pose) -> None:
    _shape(canvas, pose, _BLACK, [(-6, 20), (6, 20), (9, 8), (-9, 8)])
    _shape(canvas, pose, _FOIL_LIGHT, [(-31, 42), (-17, 46), (-17, 18), (-31, 21)])
    _shape(canvas, pose, _FOIL, [(-17, 46), (17, 46), (17, 18), (-17, 18)])
    _shape(canvas, pose, _FOIL_DARK, [(17, 46), (31, 42), (31, 21), (17, 18)])
    for y in (27, 36):
        _shape(canvas, pose, (255, 220, 150, 60), [(-31, y), (-17, y + 1), (-17, y - 1), (-31, y)])
        _shape(canvas, pose, (60, 36, 10, 60), [(-17, y), (17, y + 2), (17, y), (-17, y - 1)])


def _legs(canvas: Canvas, pose: Pose) -> None:
    for side, colour in ((-1, _FOIL_LIGHT), (1, _FOIL_DARK)):
        _strut(canvas, pose, (side * 27, 43), (side * 50, 3), colour, 2.4)
        _strut(canvas, pose, (side * 29, 22), (side * 42, 17), colour, 1.6)
        _strut(canvas, pose, (side * 31, 33), (side * 42, 17), colour, 1.6)
        _pad(canvas, pose, (side * 50, 2))
    _strut(canvas, pose, (0, 44), (0, 0), _LIGHT, 2.6)
    for rung in range(8):
        y = 6 + rung * 4.6
        _strut(canvas, pose, (-4.2, y), (4.2, y), _LIGHT, 0.8)
    _strut(canvas, pose, (-4.2, 4), (-4.2, 42), _LIGHT, 0.8)
    _strut(canvas, pose, (4.2, 4), (4.2, 42), _MIDDLE, 0.8)
    _pad(canvas, pose, (0, -2))


def _ascent_stage(canvas: Canvas, pose: Pose) -> None:
    _shape(canvas, pose, _LIGHT, [(-34, 52), (-31, 68), (-17, 72), (-17, 47), (-30, 47)])
    _shape(canvas, pose, _DARK, [(34, 52), (31, 68), (17, 72), (17, 47), (30, 47)])
    _shape(canvas, pose, _MIDDLE, [(-18, 47), (18, 47), (21, 66), (13, 84), (-13, 84), (-21, 66)])
    _shape(canvas, pose, _LIGHT, [(-18, 47), (-9, 47), (-9, 84), (-13, 84), (-21, 66)])
    _shape(canvas, pose, _DARK, [(-6, 84), (6, 84), (5, 90), (-5, 90)])
    for side in (-1, 1):
        _shape(canvas, pose, _BLACK, [(side * 4, 73), (side * 14, 73), (side * 11, 64)])
        _strut(canvas, pose, (side * 31, 62), (side * 41, 62), _MIDDLE, 2.0)
        _strut(canvas, pose, (side * 40, 57), (side * 40, 67), _MIDDLE, 2.6)
    _shape(canvas, pose, _BLACK, [(-5.5, 50), (5.5, 50), (5.5, 60), (-5.5, 60)])
    _shape(canvas, pose, (70, 72, 82), [(-4.5, 51), (4.5, 51), (4.5, 59), (-4.5, 59)])
    _strut(canvas, pose, (-7, 46), (7, 46), _LIGHT, 1.8)
    _strut(canvas, pose, (16, 84), (25, 94), _MIDDLE, 1.4)
    _shape(canvas, pose, _LIGHT, [(20, 101), (31, 97), (29, 91), (22, 93)])


def _pad(canvas: Canvas, pose: Pose, at: Point) -> None:
    x, y = at
    _shape(
        canvas, pose, _MIDDLE, [(x - 7, y + 1.6), (x + 7, y + 1.6), (x + 5, y - 2), (x - 5, y - 2)]
    )
    _shape(
        canvas,
        pose,
        _LIGHT,
        [(x - 7, y + 1.6), (x + 7, y + 1.6), (x + 7, y + 0.6), (x - 7, y + 0.6)],
    )


def _strut(
    canvas: Canvas, pose: Pose, start: Point, end: Point, colour: Colour, width: float
) -> None:
    canvas.line(pose.place([start, end]), colour, width * pose.scale)


def _shape(canvas: Canvas, pose: Pose, colour: Colour, points: list[Point]) -> None:
    canvas.polygon(pose.place(points), colour)
