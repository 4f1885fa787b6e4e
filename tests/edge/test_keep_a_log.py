"""What is told to the operator: whole lines, in the form asked for, and never who read."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from stoppress.edge import journal
from stoppress.edge.cuts_told import CutsTold
from stoppress.edge.journal import milestone, note, write_as
from stoppress.edge.tally import Tally


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(journal, "_second", 0)
    monkeypatch.setattr(journal, "_written", 0)
    yield
    write_as("text")


def test_a_line_is_a_sentence_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    note("the store is away", "store-away")
    milestone("readers are answered", "listening")
    assert capsys.readouterr().err == "edge: the store is away\n"


def test_a_line_is_an_object_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    write_as("json")
    note("the store is away", "store-away", seconds=3)
    milestone("readers are answered", "listening")
    first, second = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert first.pop("at").endswith("Z")
    assert first == {"event": "store-away", "text": "the store is away", "seconds": 3}
    assert second["event"] == "listening"


@pytest.mark.parametrize("form", ["text", "json"])
def test_nothing_breaks_a_line_and_nobody_can_flood_it(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write_as(form)
    for _ in range(50):
        note("a\r\nb\x1b[2J\u2028c")
    lines = capsys.readouterr().err.split("\n")[:-1]
    assert 20 <= len(lines) <= 22
    assert all(line.isprintable() and line.isascii() for line in lines)


def test_cuts_are_told_of_a_minute_at_a_time(capsys: pytest.CaptureFixture[str]) -> None:
    tally = Tally()
    told = CutsTold(tally)
    told.sweep(100.0)
    tally.cuts += 3
    tally.resets += 1
    told.sweep(101.0)
    assert capsys.readouterr().err == ""
    told.sweep(161.0)
    assert capsys.readouterr().err.startswith("edge: 3 readers were cut because")
    told.sweep(300.0)
    assert capsys.readouterr().err == ""


def test_every_event_is_described() -> None:
    root = Path(__file__).parents[2]
    page = (root / "docs/running/watching.md").read_text("utf-8")
    log = page[page.index("## The log") :]
    events = {"trouble", "left-out"}
    for path in [*(root / "stoppress/edge").glob("*.py"), root / "stoppress/commands/workers.py"]:
        events |= set(_events(ast.parse(path.read_text("utf-8"))))
    assert {"listening", "cuts", "worker-ended", "unexpected"} <= events
    assert [event for event in sorted(events) if f"`{event}`" not in log] == []


def _events(tree: ast.AST) -> Iterator[str]:
    """The second argument of each call of `note` and `milestone` that has one of its own."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Name(id="note" | "milestone"), args=[_, ast.Constant(value=str(event)), *_]
            ):
                yield event
