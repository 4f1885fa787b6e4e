"""One word for one thing: the words that CONTRIBUTING.md bans stand in no name of ours."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.house.tree import files, functions, shown

# Other words for what we call post, reporter, revised and withdrawn.
_BANNED = {
    "author", "blog", "deleted", "entries", "entry", "liveblog",
}  # fmt: skip
_SAY_NOTHING = {
    "base", "common", "core", "helper", "helpers", "manager", "misc", "service", "services",
    "util", "utils",
}  # fmt: skip
_NAMED_BY_DJANGO = "stoppress/record/sqlite/base.py"  # it looks for a backend under this name


def test_no_module_has_a_name_that_says_nothing() -> None:
    names = [shown(path) for path in files("stoppress") if path.stem in _SAY_NOTHING]
    assert names == [_NAMED_BY_DJANGO]


def test_no_name_uses_a_banned_word() -> None:
    hits = [f"{where} {name}" for where, name in _names() if _BANNED & _words(name)]
    assert hits == []


def test_every_module_says_what_it_is() -> None:
    silent = [
        shown(path)
        for path in files("stoppress", ending=".py") + files("tests", ending=".py")
        if (text := path.read_text("utf-8")).strip()
        and "migrations" not in path.parts
        and not ast.get_docstring(ast.parse(text))
    ]
    assert silent == []


def _words(name: str) -> set[str]:
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)
    return set(parted.lower().split("_"))


def _names() -> Iterator[tuple[str, str]]:
    """Every name that our code gives to something: files, functions, arguments, classes, values."""
    for path in files("stoppress", ending=".py"):
        yield shown(path), path.stem
        for function in functions(path):
            yield f"{shown(path)}:{function.lineno}", function.name
            for argument in function.args.args + function.args.kwonlyargs:
                yield f"{shown(path)}:{function.lineno}", argument.arg
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                yield f"{shown(path)}:{node.lineno}", node.name
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield f"{shown(path)}:{node.lineno}", node.id
