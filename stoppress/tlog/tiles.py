"""Tiles and bundles: which ones a tree has, and where they are served (C2SP tlog-tiles).

A tile is a run of up to 256 hashes of one level, end to end; a bundle (bundles.py) holds the leaves
themselves. A number is written `x001/x234/067`, three digits an element.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from stoppress.tlog.errors import LogError, Malformed
from stoppress.tlog.frontier import TILE_HEIGHT

TILE_WIDTH = 1 << TILE_HEIGHT
MAX_LEVEL = 63
_MAX_INDEX = (1 << 63) >> TILE_HEIGHT  # a size is a number of 63 bits
_PATH = re.compile(
    r"tile/(?P<level>entries|[0-9]{1,2})/(?P<index>(?:x[0-9]{3}/){0,6}[0-9]{3})"
    r"(?:\.p/(?P<width>[0-9]{1,3}))?",
    re.ASCII,
)


@dataclass(frozen=True)
class Tile:
    """Hashes 256 * index up to 256 * index + width of a level. Raises LogError for no such tile."""

    level: int
    index: int
    width: int = TILE_WIDTH

    def __post_init__(self) -> None:
        if not 0 <= self.level <= MAX_LEVEL:
            raise LogError(f"there is no tile of level {self.level}")
        _require_place(self.index, self.width)

    @property
    def start(self) -> int:
        """The index, within the level, of its first hash."""
        return self.index * TILE_WIDTH

    @property
    def path(self) -> str:
        return _path(str(self.level), self.index, self.width)

    @property
    def full(self) -> Tile:
        """The tile that this one becomes, or is."""
        return Tile(self.level, self.index)


@dataclass(frozen=True)
class Bundle:
    """Leaves 256 * index up to 256 * index + width. Raises LogError for no such bundle."""

    index: int
    width: int = TILE_WIDTH

    def __post_init__(self) -> None:
        _require_place(self.index, self.width)

    @property
    def start(self) -> int:
        """The index of its first leaf."""
        return self.index * TILE_WIDTH

    @property
    def path(self) -> str:
        return _path("entries", self.index, self.width)

    @property
    def full(self) -> Bundle:
        """The bundle that this one becomes, or is."""
        return Bundle(self.index)


def parse_path(path: str) -> Tile | Bundle:
    """The tile or bundle at this path. Raises Malformed unless it is written exactly as we would.

    So each has one path only, and no other is ever served or kept in a cache.
    """
    parts = _PATH.fullmatch(path)
    if parts is None:
        raise Malformed("not the path of a tile")
    index = int(parts["index"].replace("x", "").replace("/", ""))
    width = int(parts["width"]) if parts["width"] else TILE_WIDTH
    try:
        found: Tile | Bundle = (
            Bundle(index, width)
            if parts["level"] == "entries"
            else Tile(int(parts["level"]), index, width)
        )
    except LogError as error:
        raise Malformed(str(error)) from None
    if found.path != path:
        raise Malformed("not the path of a tile")
    return found


def tiles_of(size: int) -> Iterator[Tile]:
    """Every tile of a tree of `size` leaves, from level 0 upwards; none is empty."""
    level = 0
    while count := size >> (TILE_HEIGHT * level):
        for index, width in _widths(count):
            yield Tile(level, index, width)
        level += 1


def bundles_of(size: int) -> Iterator[Bundle]:
    """Every bundle of a log of `size` leaves."""
    return (Bundle(index, width) for index, width in _widths(size))


def tile_at(level: int, index: int, size: int) -> Tile:
    """The tile, as wide as it is in a tree of `size` leaves. Raises LogError where it is empty."""
    there = (size >> (TILE_HEIGHT * level)) - index * TILE_WIDTH
    if there <= 0:
        raise LogError(f"a tree of {size} leaves has no tile {index} of level {level}")
    return Tile(level, index, min(there, TILE_WIDTH))


def _widths(count: int) -> Iterator[tuple[int, int]]:
    full, rest = divmod(count, TILE_WIDTH)
    for index in range(full):
        yield index, TILE_WIDTH
    if rest:
        yield full, rest


def _path(level: str, index: int, width: int) -> str:
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    elements = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    number = "".join(f"x{element}/" for element in elements[:-1]) + elements[-1]
    return f"tile/{level}/{number}" + ("" if width == TILE_WIDTH else f".p/{width}")


def _require_place(index: int, width: int) -> None:
    if not 0 <= index < _MAX_INDEX:
        raise LogError(f"there is no tile {index}")
    if not 1 <= width <= TILE_WIDTH:
        raise LogError(f"no tile is {width} wide")
