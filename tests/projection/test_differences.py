"""Comparing two versions: what is the same, what went, what came; and never for long."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from stoppress.projection.differences import Line, Run, differences

LINES = st.lists(st.text(alphabet="ab c.é\n", max_size=12).filter(bool), max_size=8).map(tuple)


def told(lines: list[Line], sort: str) -> str:
    """The words of the lines that differ which are the same or of `sort`."""
    return "".join(run.text for line in lines for run in line.runs if run.sort in ("same", sort))


def test_it_marks_the_word_that_changed() -> None:
    (line,) = differences(("Two are hurt.",), ("Three are hurt.",))
    assert line.runs == (Run("gone", "Two"), Run("new", "Three"), Run("same", " are hurt."))


def test_it_counts_lines_that_did_not() -> None:
    lines = differences(("a", "b", "c", "d"), ("a", "b", "x", "d"))
    assert [line.same for line in lines] == [2, 0, 1]


def test_it_shows_a_line_that_came_and_one_that_went() -> None:
    assert differences(("a",), ("a", "b"))[1].runs == (Run("new", "b"),)
    assert differences(("a", "b"), ("a",))[1].runs == (Run("gone", "b"),)


def test_it_finds_nothing_between_a_version_and_itself() -> None:
    assert differences(("a", "b"), ("a", "b")) == [Line(same=2)]


@given(LINES, LINES)
def test_it_holds_both_versions_whole(old: tuple[str, ...], new: tuple[str, ...]) -> None:
    lines = differences(old, new)
    same = sum(line.same for line in lines)
    assert len(old) >= same <= len(new)
    apart = (sum(map(len, old)), sum(map(len, new)))
    kept = sum(map(len, old)) - len(told(lines, "gone"))
    assert apart[1] - len(told(lines, "new")) == kept  # what is the same on both sides


def test_it_compares_no_longer_than_it_must() -> None:
    long = tuple(f"line {number}" for number in range(3000))
    other = tuple(f"other {number}" for number in range(3000))
    lines = differences(long, other)
    assert len(lines) == 6000  # each gone or new as a whole, none compared word by word
    assert {run.sort for line in lines for run in line.runs} == {"gone", "new"}
    words = " ".join(str(number) for number in range(5000))
    (line,) = differences((words,), (words[:-1] + "x",))
    assert [run.sort for run in line.runs] == ["gone", "new"]
