"""What the house tests look at: the files of the repository, and the functions in them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
_NOT_OURS = {".git", ".venv", "__pycache__", "node_modules", "stoppress.egg-info"}
_OURS = ("stoppress", "tests", "bench", "docs", "bin", ".ci", "requirements")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def files(*folders: str, ending: str = "") -> list[Path]:
    """Every file of ours in `folders` (default: all of them, and those at the root)."""
    found = [path for folder in folders or _OURS for path in (ROOT / folder).rglob("*")]
    if not folders:
        found += [path for path in ROOT.iterdir() if path.suffix in (".md", ".toml")]
    return sorted(
        path
        for path in found
        if path.is_file() and path.name.endswith(ending) and not _NOT_OURS & set(path.parts)
    )


def shown(path: Path) -> str:
    """A path as a failing test names it."""
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[Function]:
    """Every function and method that a Python file defines."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, Function):
            yield node
