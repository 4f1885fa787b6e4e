"""One transaction of the projection becomes visible to an edge at once, and whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from stoppress.config import Config
from stoppress.public_store import Frame, Head, Reader, Writer, open_reader, open_writer
from stoppress.public_store.types import StoreUnavailable


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(data=tmp_path)


@pytest.fixture
def writer(config: Config) -> Iterator[Writer]:
    writer = open_writer(config)
    with writer.rebuild(epoch="e1", render="0" * 16) as publication:
        publication.put_head(Head("fire", "c1", 1, "live"))
        publication.put_frame("fire", Frame(1, b"{}"))
        publication.put_part("fire/top", b"<main data-cursor='")
        publication.put_part("fire/end", b"'>")
        publication.put_page("/fire/", ["fire/top", "@cursor", "fire/end"], slug="fire")
    yield writer
    writer.close()


@pytest.fixture
def reader(config: Config, writer: Writer) -> Iterator[Reader]:
    reader = open_reader(config)
    yield reader
    reader.close()


def test_it_joins_a_page_with_the_cursor_of_the_same_read(reader: Reader) -> None:
    page = reader.page("/fire/")
    assert page is not None
    assert page.body == b"<main data-cursor='e1.1'>"
    assert (page.position, page.status, page.slug) == (1, 200, "fire")
    assert reader.page("/flood/") is None


def test_it_shows_frames_and_head_together(reader: Reader, writer: Writer) -> None:
    with writer.publish() as publication:
        publication.put_frame("fire", Frame(2, b'{"position":2}'))
        publication.put_head(Head("fire", "c1", 2, "live"))
        assert reader.heads() == [Head("fire", "c1", 1, "live")]
    assert reader.heads() == [Head("fire", "c1", 2, "live")]
    assert reader.frames("fire", 1, 10) == [Frame(2, b'{"position":2}')]
    assert reader.frames("fire", 0, 1) == [Frame(1, b"{}")]


def test_it_shows_nothing_of_a_publication_that_failed(reader: Reader, writer: Writer) -> None:
    with pytest.raises(RuntimeError), writer.publish() as publication:
        publication.put_head(Head("fire", "c1", 2, "live"))
        raise RuntimeError
    assert [head.position for head in reader.heads()] == [1]


def test_it_wakes_a_follower_only_when_something_was_committed(
    reader: Reader, writer: Writer
) -> None:
    reader.wait(0)
    assert not reader.wait(0.05)
    with writer.publish() as publication:
        publication.put_part("fire/end", b"!")
    assert reader.wait(5)
    assert not reader.wait(0.05)


def test_it_serves_the_old_generation_until_the_new_one_is_whole(
    reader: Reader, writer: Writer
) -> None:
    with writer.rebuild(epoch="e2", render="1" * 16) as publication:
        publication.put_head(Head("flood", "c2", 5, "ended"))
        assert [head.slug for head in reader.heads()] == ["fire"]
    assert [head.slug for head in reader.heads()] == ["flood"]
    assert (reader.site().generation, reader.site().epoch) == (2, "e2")
    assert reader.page("/fire/") is None
    assert reader.frames("fire", 0, 10) == []


def test_it_refuses_writes_through_the_edges_connection(reader: Reader) -> None:
    with pytest.raises(StoreUnavailable, match="readonly"):
        reader._engine.run("DELETE FROM page")  # type: ignore[attr-defined]


def test_it_says_what_to_do_where_there_is_no_store_yet(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="is the desk running"):
        open_reader(Config(data=tmp_path / "empty"))
