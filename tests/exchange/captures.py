"""Captures to read: our own in `fixtures/`, and the real one beside the clone, where it is."""

from __future__ import annotations

from pathlib import Path

from stoppress.exchange.capture import ImportedCoverage, ImportedPost
from stoppress.exchange.recognise import read_capture
from stoppress.exchange.text import read_text

FIXTURES = Path(__file__).parent / "fixtures"
NAMES = sorted(path.stem for path in FIXTURES.glob("*.txt"))
REAL = sorted((Path(__file__).parents[3] / "shared" / "captures").glob("*.txt"))


def capture(name: str) -> ImportedCoverage:
    """The fixture of that name, read from its file."""
    return read_capture(FIXTURES / f"{name}.txt")


def page(*lines: str, title: str = "A day at the river, live | The Bank", posts: int = 9) -> str:
    """The text of a page whose posts are `lines`, each with an empty line behind it."""
    return "\n\n".join([title, title.split(" | ")[0], f"{posts} Posts", *lines]) + "\n"


def read_page(*lines: str) -> ImportedCoverage:
    return read_text(page(*lines))


def only_post(*lines: str) -> ImportedPost:
    """The one post of a page of these lines."""
    (post,) = read_page(*lines).posts
    return post


def warned(coverage: ImportedCoverage, kind: str) -> list[str]:
    """The texts of the warnings of a kind."""
    return [warning.text for warning in coverage.warnings if warning.kind == kind]


def places_of(coverage: ImportedCoverage, kind: str) -> list[str]:
    """Where the warnings of a kind point."""
    return [warning.where for warning in coverage.warnings if warning.kind == kind]
