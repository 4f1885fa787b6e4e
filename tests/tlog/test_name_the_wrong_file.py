"""Naming what is wrong: once a log does not read, exactly the files that were changed.

reliability.md, lines 51 and 52.
"""

from __future__ import annotations

import pytest

from stoppress.tlog.bundles import encode_bundle
from stoppress.tlog.locating import wrong_files
from tests.tlog.flips import flipped
from tests.tlog.logs import SIZES, leaf, rows_of, served

_SIZE = 513


def _wrong(files: dict[str, bytes], size: int = _SIZE) -> list[str]:
    return wrong_files(files.__getitem__, size, rows_of(max(SIZES)).root(size))


def _files(size: int = _SIZE) -> dict[str, bytes]:
    files = served(rows_of(max(SIZES)), size)
    del files["checkpoint"]
    return files


@pytest.mark.parametrize("size", SIZES)
def test_of_a_right_log_nothing_is_wrong(size: int) -> None:
    assert _wrong(_files(size), size) == []


def test_line_51_every_flipped_bit_of_a_small_log_is_found_in_its_file() -> None:
    files = _files(5)
    for path, data in files.items():
        for other in flipped(data):
            assert _wrong(files | {path: other}, 5) == [path]


def test_a_changed_byte_of_a_larger_log_is_found_in_its_file() -> None:
    files = _files()
    for path, data in files.items():
        for at in range(0, len(data), 613):
            other = data[:at] + bytes([data[at] ^ 64]) + data[at + 1 :]
            assert _wrong(files | {path: other}) == [path]


def test_a_file_that_is_cut_or_lost_is_named() -> None:
    files = _files()
    for path, data in files.items():
        assert _wrong(files | {path: data[:-1]}) == [path]
        assert _wrong({other: files[other] for other in files if other != path}) == [path]


def test_several_wrong_files_are_all_named() -> None:
    files = _files()
    wrong = ["tile/entries/000", "tile/0/001", "tile/0/002.p/1"]
    broken = {path: files[path][:-1] + bytes([files[path][-1] ^ 1]) for path in wrong}
    assert sorted(_wrong(files | broken)) == sorted(wrong)


@pytest.mark.parametrize(
    "order", [[0, 2, 1, 3, 4], [0, 1, 3, 4], [0, 1, 2, 3, 4, 4], [4, 3, 2, 1, 0]]
)
def test_leaves_that_were_moved_dropped_or_added_are_named(order: list[int]) -> None:
    files = _files(5)
    changed = encode_bundle([leaf(number) for number in order])
    path = "tile/entries/000.p/5"
    assert _wrong(files | {path: changed}, 5) == [path]


def test_where_all_agree_against_the_root_it_is_the_checkpoint() -> None:
    other = served(rows_of(_SIZE, other_from=2), _SIZE)
    assert _wrong(other) == ["checkpoint"]
    assert _wrong({}) == ["checkpoint"]


def test_the_full_tile_stands_for_the_partial_one() -> None:
    files = _files(300) | _files(512)
    del files["tile/0/001.p/44"], files["tile/entries/001.p/44"]
    assert _wrong(files, 300) == []
