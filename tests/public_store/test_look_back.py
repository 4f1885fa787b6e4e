"""A page as it stood at any position is what it was when that position was the top."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stoppress.public_store import BelowFloor, Frame, Head, Publication, Reader, Writer

FRONT = "/fire/"
NAMES = ("fire/a", "fire/b", "fire/c", "fire/d")


@dataclass(frozen=True)
class Step:
    """What one position changes: parts by their name, and which of them make the page."""

    parts: dict[str, str]
    recipe: tuple[str, ...]

    def put(self, publication: Publication, position: int) -> None:
        for name, text in self.parts.items():
            publication.put_part(name, text.encode(), slug="fire", since=position)
        recipe = ["@past", "@cursor", *self.recipe]
        publication.put_page(FRONT, recipe, slug="fire", since=position)

    def publish(self, publication: Publication, position: int, floor: int = 0) -> None:
        self.put(publication, position)
        publication.put_frame("fire", Frame(position, b"{}", _at(position)))
        publication.put_head(Head("fire", "c1", position, "live", floor, floor and position))


# Few names and few texts, so that parts often become what they were before.
TEXTS = st.sampled_from(["", "one", "two"])
FIRST = st.builds(
    Step,
    st.fixed_dictionaries(dict.fromkeys(NAMES, TEXTS)),
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=4).map(tuple),
)
LATER = st.builds(
    Step,
    st.dictionaries(st.sampled_from(NAMES), TEXTS, max_size=3),
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=4).map(tuple),
)
EXAMPLES = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
COVERAGE = st.tuples(FIRST, st.lists(LATER, max_size=12)).map(lambda found: [found[0], *found[1]])


@EXAMPLES
@given(steps=COVERAGE)
def test_it_shows_each_position_as_it_was_when_it_was_the_top(
    writer: Writer, reader: Reader, steps: list[Step]
) -> None:
    _begin(writer)
    shown = _publish_all(writer, reader, steps)
    assert _past(reader, len(steps)) == shown
    assert _page(reader) == shown[-1]


@EXAMPLES
@given(steps=COVERAGE, purge=FIRST, after=st.lists(LATER, max_size=4), data=st.data())
def test_it_shows_a_past_that_was_made_again_as_if_the_words_had_never_been(
    writer: Writer,
    reader: Reader,
    steps: list[Step],
    purge: Step,
    after: list[Step],
    data: st.DataObject,
) -> None:
    """The purge makes everything anew; what follows it comes while the past is being made again."""
    clean = [_without(step, "two") for step in steps]
    present = _without(purge, "two")
    at = len(steps) + 1
    _begin(writer)
    expected = _publish_all(writer, reader, [*clean, present, *after])
    rows = _rows(reader)
    _begin(writer)
    _publish_all(writer, reader, steps)
    with writer.publish() as publication:
        present.publish(publication, at, floor=at - 1)
        publication.clear_past("fire", at)
    again, later = list(enumerate(clean, 1)), list(enumerate(after, at + 1))
    while again or later:
        with writer.publish() as publication:
            if later and (not again or data.draw(st.booleans())):
                number, step = later.pop(0)
                step.publish(publication, number, floor=at - 1)
            else:
                number, step = again.pop(0)
                step.put(publication, number)
    with writer.publish() as publication:
        publication.join_past("fire")
        publication.put_head(Head("fire", "c1", at + len(after), "live", 0, at))
    assert _past(reader, at + len(after)) == expected
    assert _page(reader) == expected[-1]
    assert _rows(reader) == rows


def test_it_is_not_there_below_the_floor_nor_above_the_top(writer: Writer, reader: Reader) -> None:
    step = Step(dict.fromkeys(NAMES, "word"), NAMES)
    with writer.publish() as publication:
        step.publish(publication, 1)
    with writer.publish() as publication:
        Step(dict.fromkeys(NAMES, "gone"), NAMES).publish(publication, 2, floor=1)
        publication.clear_past("fire", 2)
    with pytest.raises(BelowFloor):
        reader.page_at(FRONT, 1)
    assert reader.page_at(FRONT, 3) is None
    assert reader.page_at(FRONT, 0) is None
    assert reader.page_at("/flood/", 1) is None
    page = reader.page_at(FRONT, 2)
    assert page is not None
    assert (page.body, page.position, page.purged) == (b"gone" * 4, 2, 2)


def test_it_keeps_nothing_of_the_past_that_was_cleared(writer: Writer, reader: Reader) -> None:
    for position, word in enumerate(("secret", "secret more", "gone"), 1):
        with writer.publish() as publication:
            Step(dict.fromkeys(NAMES, word), NAMES).publish(publication, position)
    with writer.publish() as publication:
        publication.clear_past("fire", 3)
    engine = reader._engine  # type: ignore[attr-defined]
    assert {bytes(body) for (body,) in engine.rows("SELECT body FROM part")} == {b"gone"}
    assert [frame.position for frame in reader.frames("fire", 0, 9)] == [3]


def test_it_keeps_what_says_the_same_as_before_once(writer: Writer, reader: Reader) -> None:
    for position in range(1, 6):
        with writer.publish() as publication:
            Step(dict.fromkeys(NAMES, "word"), NAMES).publish(publication, position)
    engine = reader._engine  # type: ignore[attr-defined]
    assert engine.rows("SELECT DISTINCT since, until FROM part") == [(1, None)]
    assert engine.rows("SELECT since, until FROM page") == [(1, None)]


def test_it_says_in_a_past_page_what_one_is_looking_at(writer: Writer, reader: Reader) -> None:
    with writer.publish() as publication:
        Step(dict.fromkeys(NAMES, "."), NAMES).publish(publication, 1)
        publication.put_part("fire/past", b"<p>As it stood.</p>", slug="fire")
    page = reader.page_at(FRONT, 1)
    assert page is not None
    assert page.body == b"<p>As it stood.</p>...."
    assert _page(reader) == "e1.1...."


def test_it_finds_the_last_position_published_by_an_instant(writer: Writer, reader: Reader) -> None:
    for position in (1, 2, 3):
        with writer.publish() as publication:
            Step({}, ()).publish(publication, position)
    assert reader.position_at("fire", "2026-01-31T09:00:02.000000Z") == 2
    assert reader.position_at("fire", "2026-01-31T09:00:02.999999Z") == 2
    assert reader.position_at("fire", "2026-02-01T00:00:00.000000Z") == 3
    assert reader.position_at("fire", "2026-01-31T09:00:00.999999Z") == 0
    with writer.publish() as publication:
        publication.clear_past("fire", 3)
        publication.put_head(Head("fire", "c1", 3, "live", 2, 3))
    assert reader.position_at("fire", "2026-01-31T09:00:03.000000Z") == 3
    with pytest.raises(BelowFloor):
        reader.position_at("fire", "2026-01-31T09:00:02.000000Z")


def _begin(writer: Writer) -> None:
    """Nothing is there any more."""
    with writer.rebuild(epoch="e1", render="0" * 16):
        pass


def _publish_all(writer: Writer, reader: Reader, steps: list[Step]) -> list[str]:
    """What the page was after each."""
    shown = []
    for position, step in enumerate(steps, 1):
        with writer.publish() as publication:
            step.publish(publication, position)
        shown.append(_page(reader))
    return shown


def _page(reader: Reader) -> str:
    page = reader.page(FRONT)
    assert page is not None
    return page.body.decode()


def _past(reader: Reader, top: int) -> list[str]:
    """The page at each position, with the cursor that it had then."""
    found = []
    for position in range(1, top + 1):
        page = reader.page_at(FRONT, position)
        assert page is not None and page.position == position
        found.append(f"e1.{position}{page.body.decode()}")
    return found


def _rows(reader: Reader) -> list[tuple[object, ...]]:
    """All parts and pages there are, as they are kept."""
    engine = reader._engine  # type: ignore[attr-defined]
    parts = engine.rows("SELECT name, since, until, body FROM part ORDER BY name, since")
    pages = engine.rows("SELECT path, since, until, recipe FROM page ORDER BY path, since")
    return [*parts, *pages]


def _without(step: Step, word: str) -> Step:
    return Step(
        {name: text.replace(word, "gone") for name, text in step.parts.items()}, step.recipe
    )


def _at(position: int) -> str:
    return f"2026-01-31T09:00:{position:02d}.000000Z"
