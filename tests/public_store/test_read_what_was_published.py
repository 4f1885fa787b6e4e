"""One transaction of the projection becomes visible to an edge at once, and whole."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from stoppress.config import Config
from stoppress.public_store import Frame, Head, Reader, Writer, open_reader, open_writer
from stoppress.public_store.types import StoreUnavailable


@pytest.fixture
def writer(newsroom: Config) -> Iterator[Writer]:
    writer = open_writer(newsroom)
    with writer.rebuild(epoch="e1", render="0" * 16) as publication:
        publication.put_head(Head("fire", "c1", 1, "live"))
        publication.put_frame("fire", Frame(1, b"{}"))
        publication.put_part("fire/top", b"<main data-cursor='")
        publication.put_part("fire/end", b"'>")
        publication.put_page("/fire/", ["fire/top", "@cursor", "fire/end"], slug="fire")
    yield writer
    writer.close()


@pytest.fixture
def reader(newsroom: Config, writer: Writer) -> Iterator[Reader]:
    reader = open_reader(newsroom)
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
    with pytest.raises(StoreUnavailable, match="read-?only"):
        reader._engine.run("DELETE FROM page")  # type: ignore[attr-defined]


def test_it_lets_the_edges_own_role_read_and_nothing_else(newsroom: Config, writer: Writer) -> None:
    if not newsroom.database:
        pytest.skip("SQLite has no roles; there the edge's connection is opened read-only")
    url = urlsplit(newsroom.database)
    as_edge = url._replace(netloc=f"stoppress_edge@{url.hostname}:{url.port}").geturl()
    reader = open_reader(dataclasses.replace(newsroom, public_database=as_edge))
    assert reader.page("/fire/") is not None
    for statement in ("DELETE FROM page", "SELECT 1 FROM public.record_revision"):
        with pytest.raises(StoreUnavailable, match="permission denied|read-only"):
            reader._engine.rows(statement)  # type: ignore[attr-defined]
    reader.close()


def test_it_says_what_to_do_where_there_is_no_store_yet(newsroom: Config) -> None:
    with (
        pytest.raises(StoreUnavailable, match="is the desk running"),
        closing(open_reader(newsroom)) as reader,
    ):
        reader.site()
