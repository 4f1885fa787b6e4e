"""The display and keyboard of Eagle's guidance computer at the moment of the 1202."""

from __future__ import annotations

from PIL import Image

from stoppress.demo.pictures.canvas import Canvas, Colour, Point

_PANEL: Colour = (122, 126, 130)
_EDGE: Colour = (92, 96, 101)
_BLACK: Colour = (22, 24, 27)
_GREEN: Colour = (136, 255, 158)
_AMBER: Colour = (255, 190, 74)
_LAMPS = (
    ("UPLINK", "ACTY"), ("TEMP", ""), ("NO ATT", ""), ("GIMBAL", "LOCK"), ("STBY", ""),
    ("PROG", ""), ("KEY REL", ""), ("RESTART", ""), ("OPR ERR", ""), ("TRACKER", ""),
    ("", ""), ("ALT", ""), ("", ""), ("VEL", ""),
)  # fmt: skip
_KEYS = (
    ("VERB", "NOUN"), ("+", "-", "0"), ("7", "4", "1"), ("8", "5", "2"), ("9", "6", "3"),
    ("CLR", "PRO", "KEY REL"), ("ENTR", "RSET"),
)  # fmt: skip
# The seven strokes of a digit, clockwise from the top, the middle last.
_STROKES = {
    "0": "abcdef", "1": "bc", "2": "abged", "3": "abgcd", "4": "fbgc", "5": "afgcd",
    "6": "afgecd", "7": "abc", "8": "abcdefg", "9": "abcdfg",
}  # fmt: skip


def draw() -> Image.Image:
    canvas = Canvas((30, 33, 40), (13, 14, 18))
    canvas.panel((196, 56), 1208, 888, 26, (8, 9, 12))
    canvas.panel((180, 40), 1208, 888, 26, _EDGE)
    canvas.panel((188, 48), 1192, 872, 22, _PANEL)
    for x in (216, 1352):
        for y in (76, 892):
            _screw(canvas, (x, y))
    _lamps(canvas)
    _display(canvas)
    _keys(canvas)
    return canvas.finished()


def _screw(canvas: Canvas, at: Point) -> None:
    canvas.ellipse(at, 11, 11, (70, 73, 78))
    canvas.line([(at[0] - 6, at[1] - 5), (at[0] + 6, at[1] + 5)], (40, 42, 46), 3)


def _lamps(canvas: Canvas) -> None:
    canvas.panel((262, 92), 458, 488, 14, _BLACK)
    canvas.glow((597, 269), 190, _AMBER, 0.5)
    for number, words in enumerate(_LAMPS):
        corner = (280 + 214 * (number % 2), 108 + 66 * (number // 2))
        lit = words[0] == "PROG"
        canvas.panel(corner, 206, 58, 6, _AMBER if lit else (70, 72, 72))
        lines = [line for line in words if line]
        for row, line in enumerate(lines):
            y = corner[1] + 30 + (row - (len(lines) - 1) / 2) * 24
            canvas.text((corner[0] + 103, y), line, 25, _BLACK if lit else (150, 152, 150), "mm")


def _display(canvas: Canvas) -> None:
    canvas.panel((764, 92), 544, 488, 14, _BLACK)
    canvas.glow((1036, 336), 236, (40, 190, 90), 0.28)
    canvas.panel((790, 112), 150, 86, 6, _GREEN)
    for row, line in enumerate(("COMP", "ACTY")):
        canvas.text((865, 138 + row * 33), line, 28, _BLACK, "mm")
    _field(canvas, (1090, 112), "PROG", "63")
    _field(canvas, (790, 226), "VERB", "05")
    _field(canvas, (1090, 226), "NOUN", "09")
    _rule(canvas, 344)
    _digits(canvas, (880, 368), "01202", 52, 78)
    _rule(canvas, 470)
    _rule(canvas, 558)


def _field(canvas: Canvas, corner: Point, name: str, digits: str) -> None:
    canvas.panel(corner, 190, 30, 4, _GREEN)
    canvas.text((corner[0] + 95, corner[1] + 15), name, 23, _BLACK, "mm")
    _digits(canvas, (corner[0] + 40, corner[1] + 42), digits, 40, 58)


def _rule(canvas: Canvas, y: float) -> None:
    canvas.line([(800, y), (1272, y)], _GREEN, 3)


def _digits(canvas: Canvas, corner: Point, digits: str, width: float, height: float) -> None:
    for place, digit in enumerate(digits):
        _digit(canvas, (corner[0] + place * width * 1.42, corner[1]), digit, width, height)


def _digit(canvas: Canvas, corner: Point, digit: str, w: float, h: float) -> None:
    """Leaning a little to the right, as the real ones do."""
    x, y = corner

    def at(across: float, down: float) -> Point:
        return (x + across * w + (1 - down) * h * 0.1, y + down * h)

    ends = {
        "a": ((0, 0), (1, 0)), "b": ((1, 0), (1, 0.5)), "c": ((1, 0.5), (1, 1)),
        "d": ((0, 1), (1, 1)), "e": ((0, 0.5), (0, 1)), "f": ((0, 0), (0, 0.5)),
        "g": ((0, 0.5), (1, 0.5)),
    }  # fmt: skip
    for stroke in _STROKES[digit]:
        canvas.line([at(*end) for end in ends[stroke]], _GREEN, h * 0.085)


def _keys(canvas: Canvas) -> None:
    canvas.panel((262, 612), 1046, 276, 14, (104, 108, 112))
    for column, names in enumerate(_KEYS):
        top = 626 + (3 - len(names)) * 42
        for row, name in enumerate(names):
            _key(canvas, (298 + column * 143, top + row * 84), name)


def _key(canvas: Canvas, corner: Point, name: str) -> None:
    canvas.panel((corner[0] - 3, corner[1] - 1), 122, 80, 9, (60, 62, 66))
    canvas.panel(corner, 116, 74, 8, (38, 40, 44))
    canvas.panel((corner[0] + 5, corner[1] + 4), 106, 60, 6, (50, 53, 58))
    words = name.split()
    for row, word in enumerate(words):
        y = corner[1] + 34 + (row - (len(words) - 1) / 2) * 27
        canvas.text((corner[0] + 58, y), word, 44 if len(name) == 1 else 27, (232, 232, 226), "mm")
