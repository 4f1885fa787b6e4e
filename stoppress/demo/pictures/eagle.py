"""Eagle on the Sea of Tranquility under a black sky, with the Earth."""

from __future__ import annotations

from random import Random

from PIL import Image

from stoppress.demo.pictures.canvas import SPACE, Canvas, Point, oval, smooth
from stoppress.demo.pictures.ground import DEEP, crater, half_lit, speckle, stone
from stoppress.demo.pictures.lander import Pose, draw_lander

_FOOT: Point = (985, 812)
_EARTH: Point = (392, 236)


def draw() -> Image.Image:
    canvas = Canvas((4, 6, 14), SPACE)
    _earth(canvas)
    _land(canvas)
    _shadow(canvas)
    draw_lander(canvas, Pose(_FOOT, 5.2))
    return canvas.finished()


def _earth(canvas: Canvas) -> None:
    x, y = _EARTH
    canvas.glow(_EARTH, 250, (70, 130, 230), 0.45)
    canvas.ellipse(_EARTH, 92, 92, (52, 116, 204))
    land = [(-46, -52), (-8, -62), (10, -30), (-14, -8), (-30, 8), (-52, -6), (-64, -28)]
    south = [(-26, 18), (0, 10), (14, 34), (-4, 66), (-22, 70), (-30, 44)]
    for shape in (land, south):
        canvas.polygon(smooth([(x + a, y + b) for a, b in [*shape, shape[0]]]), (96, 140, 92))
    for a, b, rx, tilt in ((-34, -66, 26, -0.5), (-36, -20, 38, 0.2), (-26, 62, 30, -0.25),
                           (-62, 26, 20, 0.9), (-20, 34, 22, 0.1)):  # fmt: skip
        canvas.polygon(oval((x + a, y + b), rx, 4.5, tilt), (240, 246, 250, 225))
    half_lit(canvas, _EARTH, 93, (8, 12, 26))
    canvas.ring(_EARTH, 93, 93, (150, 196, 255, 70), 2)


def _land(canvas: Canvas) -> None:
    far = [(0, 668), (180, 640), (330, 655), (520, 622), (760, 650), (980, 636), (1220, 652),
           (1420, 628), (1600, 648)]  # fmt: skip
    canvas.polygon([*smooth(far), (1600, 1000), (0, 1000)], (112, 109, 108))
    middle = [(0, 690), (260, 704), (560, 684), (900, 700), (1250, 688), (1600, 706)]
    canvas.polygon([*smooth(middle), (1600, 1000), (0, 1000)], (140, 136, 131))
    near = [(0, 800), (300, 770), (640, 784), (1000, 768), (1320, 790), (1600, 776)]
    canvas.polygon([*smooth(near), (1600, 1000), (0, 1000)], (160, 154, 146))
    speckle(canvas, seed=11, count=1500, top=690)
    for x, y, r in ((150, 748, 64), (420, 724, 30), (560, 742, 18), (1370, 738, 46),
                    (1180, 716, 20), (1540, 762, 22), (250, 900, 120), (640, 876, 40),
                    (1420, 930, 84), (520, 962, 26)):  # fmt: skip
        crater(canvas, (x, y), r, flat=0.26)
    dice = Random(4)
    for _ in range(34):
        near_by = dice.random()
        stone(canvas, (dice.uniform(20, 1580), 720 + 270 * near_by), 2.5 + 7 * near_by)


def _shadow(canvas: Canvas) -> None:
    """The Sun stands ten degrees high: the shadow is several times as long as the ship is tall."""
    x, y = _FOOT
    body = [(x - 250, y - 2), (x - 90, y - 16), (x + 140, y - 26), (x + 720, y - 62),
            (x + 720, y + 52), (x + 300, y + 30), (x + 250, y + 16), (x, y + 14)]  # fmt: skip
    canvas.blurred(body, DEEP + (215,), 5)
    for pad in ((x - 260, y - 8), (x, y + 14), (x + 260, y - 8)):
        canvas.ellipse((pad[0] + 34, pad[1] + 7), 50, 8, DEEP + (150,))
