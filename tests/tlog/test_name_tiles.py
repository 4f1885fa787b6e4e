"""The paths of tiles and bundles, and which of them a tree has (tlog-tiles).

reliability.md, line 55: no tile is empty.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.tlog.errors import LogError, Malformed
from stoppress.tlog.tiles import Bundle, Tile, bundles_of, parse_path, tile_at, tiles_of

_INDEX = st.one_of(st.integers(0, 2000), st.integers(0, 2**55 - 1))
_WIDTH = st.integers(1, 256)


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 1_234_067), "tile/0/x001/x234/067"),
        (Tile(0, 999), "tile/0/999"),
        (Tile(0, 1000), "tile/0/x001/000"),
        (Tile(63, 5, 1), "tile/63/005.p/1"),
        (Tile(2, 0, 255), "tile/2/000.p/255"),
        (Bundle(0), "tile/entries/000"),
        (Bundle(1_234_067, 17), "tile/entries/x001/x234/067.p/17"),
    ],
)
def test_it_is_served_where_the_specification_says(tile: Tile | Bundle, path: str) -> None:
    assert tile.path == path
    assert parse_path(path) == tile


@given(st.integers(0, 63), _INDEX, _WIDTH)
def test_a_path_leads_back_to_its_tile(level: int, index: int, width: int) -> None:
    for tile in (Tile(level, index, width), Bundle(index, width)):
        assert parse_path(tile.path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "", "tile", "tile/", "tile/0", "tile/0/", "tile/0/0", "tile/0/00", "tile/0/0000",
        "/tile/0/000", "tile/0/000/", "tile//000", "tile/00/000", "tile/01/000", "tile/64/000",
        "tile/-1/000", "tile/8/0/000", "tile/0/x001", "tile/0/001/000", "tile/0/x000/001",
        "tile/0/x001/x000", "tile/0/X001/000", "tile/0/x001/0000", "tile/0/000.p", "tile/0/000.p/",
        "tile/0/000.p/0", "tile/0/000.p/01", "tile/0/000.p/256", "tile/0/000.p/257",
        "tile/0/000.p/999", "tile/0/000.p/1/", "tile/0/000.P/1", "tile/0/000.p/-1",
        "tile/0/000.p/1.p/1", "tile/entries", "tile/entries/0", "tile/data/000", "tile/Entries/000",
        "tile/0/000\n", "tile/0/\u0660\u0660\u0660", "tile/0/000?x", "tile/0/../0/000",
        "tile/0/x999/x999/x999/x999/x999/x999/999", "tile/0/" + "x001/" * 7 + "000",
        "checkpoint",
    ],
)  # fmt: skip
def test_any_other_path_is_refused(path: str) -> None:
    with pytest.raises(Malformed):
        parse_path(path)


@given(st.text("0123456789xtileentries/.p", max_size=40))
def test_no_path_is_taken_that_we_would_write_otherwise(path: str) -> None:
    try:
        tile = parse_path(f"tile/{path}")
    except Malformed:
        return
    assert tile.path == f"tile/{path}"


def test_a_tree_of_70000_leaves_has_the_tiles_of_the_specification() -> None:
    tiles = list(tiles_of(70_000))
    assert sum(tile.level == 0 and tile.width == 256 for tile in tiles) == 273
    assert [tile for tile in tiles if tile.level > 0 or tile.width < 256] == [
        Tile(0, 273, 112),
        Tile(1, 0),
        Tile(1, 1, 17),
        Tile(2, 0, 1),
    ]


@pytest.mark.parametrize(
    ("size", "tiles"),
    [
        (0, []),
        (1, [Tile(0, 0, 1)]),
        (255, [Tile(0, 0, 255)]),
        (256, [Tile(0, 0), Tile(1, 0, 1)]),
        (257, [Tile(0, 0), Tile(0, 1, 1), Tile(1, 0, 1)]),
        (65_536, [*(Tile(0, n) for n in range(256)), Tile(1, 0), Tile(2, 0, 1)]),
        (65_537, [*(Tile(0, n) for n in range(256)), Tile(0, 256, 1), Tile(1, 0), Tile(2, 0, 1)]),
    ],
)
def test_no_tree_has_an_empty_tile(size: int, tiles: list[Tile]) -> None:
    assert list(tiles_of(size)) == tiles
    assert list(bundles_of(size)) == [Bundle(t.index, t.width) for t in tiles if t.level == 0]


def test_a_tile_is_as_wide_as_the_tree_lets_it_be() -> None:
    assert tile_at(0, 1, 300) == Tile(0, 1, 44)
    assert tile_at(1, 0, 300) == Tile(1, 0, 1)
    for level, index in ((0, 2), (1, 1), (2, 0)):
        with pytest.raises(LogError, match="has no tile"):
            tile_at(level, index, 300)


@pytest.mark.parametrize(
    ("level", "index", "width"), [(64, 0, 1), (0, -1, 1), (0, 0, 0), (0, 0, 257)]
)
def test_there_is_no_such_tile(level: int, index: int, width: int) -> None:
    with pytest.raises(LogError):
        Tile(level, index, width)
