"""Taking pictures away that the disk would not let go, or took in for a post that never was public.

What is in the public folder is in the end what is shown: no more, and no less.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest

from stoppress.config import Config
from stoppress.projection.publish import Projection
from stoppress.record.append import append
from stoppress.record.removal.removing import release
from stoppress.record.vocabulary import Kind
from tests.newsroom import open_harbour_fire, publish, some_post
from tests.projection.public import projecting
from tests.projection.test_take_words_away import finish, removed, withheld


def post_pictures(config: Config, coverage: str, *pictures: bytes) -> str:
    """The id of a post that shows these."""
    config.desk_media.mkdir(exist_ok=True)
    blocks = []
    for picture in pictures:
        (config.desk_media / name_of(picture)).write_bytes(picture)
        blocks.append({"type": "picture", "media": name_of(picture)})
    return append(coverage, Kind.POSTED, some_post() | {"blocks": blocks}).post_id or ""


def name_of(picture: bytes) -> str:
    return f"{sha256(picture).hexdigest()}.webp"


def public_names(config: Config) -> list[str]:
    return [path.name for path in config.public_media.iterdir()]


@contextmanager
def held(public: Path) -> Iterator[None]:
    """A file that cannot be taken away: in its place is a folder for a while."""
    picture = public.read_bytes()
    public.unlink()
    public.mkdir()
    yield
    public.rmdir()
    public.write_bytes(picture)


def test_line_32_a_picture_goes_whose_post_was_removed_before_it_could_be_published(
    newsroom: Config,
) -> None:
    first, second = sorted([b"crane", b"ship"], key=name_of)
    with projecting(newsroom) as projection:
        fire = open_harbour_fire()
        projection.catch_up()
        post = post_pictures(newsroom, fire, first, second)
        in_the_way = (newsroom.public_media / name_of(second)).with_suffix(".half")
        in_the_way.mkdir(parents=True)  # it cannot be copied, and so nothing commits
        with pytest.raises(OSError, match="half"):
            projection.catch_up()
        assert name_of(first) in public_names(newsroom)
        in_the_way.rmdir()
        removed(fire, post)
    with projecting(newsroom) as projection:  # as the follower does after trouble
        finish(projection)
        assert public_names(newsroom) == []


def test_line_32_a_picture_that_would_not_go_goes_at_the_next_start(newsroom: Config) -> None:
    with projecting(newsroom) as projection:
        fire = open_harbour_fire()
        post = post_pictures(newsroom, fire, b"crane")
        projection.catch_up()
        with held(newsroom.public_media / name_of(b"crane")):
            removed(fire, post)
            assert projection.catch_up() == 1
    with projecting(newsroom) as projection:
        finish(projection)
        assert public_names(newsroom) == []


@pytest.mark.parametrize("again", ["released", "posted"])
def test_a_picture_that_would_not_go_stays_where_it_is_shown_again(
    newsroom: Config, again: str
) -> None:
    with projecting(newsroom) as projection:
        fire = open_harbour_fire()
        post = post_pictures(newsroom, fire, b"crane")
        projection.catch_up()
        with held(newsroom.public_media / name_of(b"crane")):
            withheld(fire, post)
            projection.catch_up()
        show_again(newsroom, projection, fire, post if again == "released" else "")
        finish(projection)
        assert public_names(newsroom) == [name_of(b"crane")]


def show_again(config: Config, projection: Projection, coverage: str, withheld: str) -> None:
    if withheld:
        release(coverage, post_id=withheld)
    else:
        post_pictures(config, coverage, b"crane")
    publish(coverage, "Meanwhile")
    projection.catch_up()
