"""What was cleared or overwritten is in no byte of the store's files."""

from __future__ import annotations

import random
from contextlib import closing

import pytest

from stoppress.config import Config
from stoppress.public_store import Frame, Head, Leaf, Publication, Writer, open_reader

SECRET = b"the-name-of-the-witness"


def _publish(publication: Publication, position: int, word: bytes) -> None:
    body = b" ".join([word] * 500)  # longer than a page of the file, so that it overflows
    publication.put_part("fire/post/p1", body, slug="fire", since=position)
    publication.put_page("/fire/", ["fire/post/p1"], slug="fire", since=position)
    publication.put_part("door/row/fire", word)
    publication.put_frame("fire", Frame(position, b'{"html":"%b"}' % word))
    publication.put_leaf("fire", Leaf(1, b"leaf", b"h" * 32, word))
    publication.put_head(Head("fire", "c1", position, "live", position - 1, position))


@pytest.fixture(autouse=True)
def purged(newsroom: Config, writer: Writer) -> None:
    if newsroom.database:
        pytest.skip("on PostgreSQL it is the server's to overwrite")
    for position in range(1, 20):
        with writer.publish() as publication:
            _publish(publication, position, SECRET)
    assert _is_in_the_files(newsroom)
    with writer.publish() as publication:
        _publish(publication, 20, b"taken away")
        publication.clear_past("fire", 20)


def test_it_is_gone_once_the_log_has_been_emptied(newsroom: Config, writer: Writer) -> None:
    assert writer.scrub()
    assert not _is_in_the_files(newsroom)


def test_it_says_that_a_reader_still_needs_the_log(newsroom: Config, writer: Writer) -> None:
    with closing(open_reader(newsroom)) as reader:
        engine = reader._engine  # type: ignore[attr-defined]
        with engine.snapshot():
            engine.rows("SELECT position FROM head")
            with writer.publish() as publication:
                publication.put_part("door/row/fire", b"taken away")
            assert not writer.scrub()
        assert writer.scrub()
    assert not _is_in_the_files(newsroom)


@pytest.mark.parametrize("seed", range(6))
def test_no_scrap_is_left_in_pages_that_were_rearranged(
    newsroom: Config, writer: Writer, seed: int
) -> None:
    luck = random.Random(seed)
    names = [f"fire/post/{luck.randrange(10**9)}" for _ in range(300)]
    for position in range(21, 60):
        with writer.publish() as publication:
            for name in luck.sample(names, 20):
                body = SECRET + b"." * luck.choice((1, 40, 300, 900))
                publication.put_part(name, body, slug="fire", since=luck.choice((0, position)))
    luck.shuffle(names)
    with writer.publish() as publication:
        for name in names:
            publication.put_part(name, b"." * luck.randrange(600), slug="fire", since=60)
            publication.put_part(name, b"gone", slug="fire")
        publication.clear_past("fire", 60)
    assert writer.scrub()
    assert not _is_in_the_files(newsroom)


def _is_in_the_files(config: Config) -> bool:
    files = config.public_file.parent.glob(f"{config.public_file.name}*")
    return any(SECRET in path.read_bytes() for path in files)
