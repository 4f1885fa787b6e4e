"""Files and functions stay small enough to be read at one sitting (CONTRIBUTING.md)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import Function, files, functions, shown

_LINES = [
    ("stoppress", ".py", 400),
    ("tests", ".py", 500),
    ("bench", ".py", 400),
    ("stoppress", ".html", 150),
    ("stoppress", ".js", 200),
    ("stoppress", ".css", 400),
    ("bin", "", 50),
]
_FUNCTION_LINES = 50


@pytest.mark.parametrize(("folder", "ending", "most"), _LINES)
def test_it_keeps_files_short(folder: str, ending: str, most: int) -> None:
    lengths = {
        shown(path): len(path.read_text("utf-8").splitlines())
        for path in files(folder, ending=ending)
        if "migrations" not in path.parts
    }
    assert {path: lines for path, lines in lengths.items() if lines > most} == {}


def test_it_keeps_functions_short() -> None:
    too_long = [
        f"{shown(path)}:{function.lineno} {function.name}"
        for path, function in _all_functions()
        if _length(function) > _FUNCTION_LINES
    ]
    assert too_long == []


def test_half_of_the_files_are_no_longer_than_a_page_or_two() -> None:
    lengths = sorted(
        len(path.read_text("utf-8").splitlines())
        for path in files("stoppress", ending=".py")
        if path.name != "__init__.py"
    )
    assert lengths[len(lengths) // 2] <= 100


def _all_functions() -> Iterator[tuple[Path, Function]]:
    for path in files("stoppress", ending=".py") + files("tests", ending=".py"):
        for function in functions(path):
            yield path, function


def _length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1
