"""As it stood: every page at every position is what readers had then, however it was published."""

from __future__ import annotations

import random

import pytest

from stoppress.config import Config
from stoppress.projection.render import render
from stoppress.projection.setting import setting_of
from stoppress.projection.timeline import Timeline
from stoppress.public_store import Reader
from stoppress.record.append import append
from stoppress.record.models import Coverage
from stoppress.record.vocabulary import Kind
from tests.newsroom import harbour_fire, open_harbour_fire, publish, some_post
from tests.projection.public import projecting, reading
from tests.projection.test_rebuild import act

FRONT, OLDER = "/harbour-fire/", "/harbour-fire/page/1"
_PAST = render("past", setting=setting_of(Timeline(slug="harbour-fire"), "en")).encode()


def shown(reader: Reader, path: str) -> bytes | None:
    """A page as it is served now, without its cursor."""
    found = reader.page(path)
    if found is None:
        return None
    return found.body.replace(f"{reader.site().epoch}.{found.position}".encode(), b"")


def stood(reader: Reader, path: str, position: int) -> bytes | None:
    """A page as it stood, without the line that says so."""
    found = reader.page_at(path, position)
    if found is None:
        return None
    assert found.body.count(_PAST) == 1
    return found.body.replace(_PAST, b"")


@pytest.mark.parametrize("seed", range(2))
def test_it_shows_every_page_as_it_was_at_every_position(newsroom: Config, seed: int) -> None:
    luck = random.Random(seed)
    fire = open_harbour_fire()
    then: list[tuple[bytes | None, bytes | None]] = []
    with projecting(newsroom) as projection, reading(newsroom) as reader:
        then.append((shown(reader, FRONT), shown(reader, OLDER)))
        for _ in range(160):
            act(fire, luck)
            projection.catch_up()
            then.append((shown(reader, FRONT), shown(reader, OLDER)))
        assert then[-1][1] is not None
        for position, pages in enumerate(then, 1):
            assert (stood(reader, FRONT, position), stood(reader, OLDER, position)) == pages


def test_it_shows_each_of_many_that_became_public_at_once(newsroom: Config) -> None:
    fire = open_harbour_fire()
    crane = publish(fire, "Crane falls")
    append(fire, Kind.REVISED, some_post("Crane fell"), post_id=crane.id)
    append(fire, Kind.HEADER_CHANGED, harbour_fire() | {"title": "The harbour burns"})
    append(fire, Kind.REVISED, some_post("Gantry fell"), post_id=crane.id)
    with projecting(newsroom), reading(newsroom) as reader:
        pages = [stood(reader, FRONT, position) or b"" for position in range(1, 6)]
    headlines = [b"Crane falls<", b"Crane fell<", b"Gantry fell<"]
    assert [[words in one for words in headlines] for one in pages] == [
        [False, False, False],
        [True, False, False],
        [False, True, False],
        [False, True, False],
        [False, False, True],
    ]
    assert [b"<title>The harbour burns" in one for one in pages] == [False] * 3 + [True] * 2


def test_a_post_has_its_present_address_only(newsroom: Config) -> None:
    fire = open_harbour_fire()
    crane = publish(fire)
    append(fire, Kind.REVISED, some_post("Gantry fell"), post_id=crane.id)
    with projecting(newsroom), reading(newsroom) as reader:
        found = reader.page(f"/harbour-fire/posts/{crane.id}")
        assert found is not None
        assert b"Gantry fell" in found.body


def test_a_moment_leads_to_its_position(newsroom: Config) -> None:
    fire = open_harbour_fire()
    publish(fire)
    with projecting(newsroom), reading(newsroom) as reader:
        opened = Coverage.objects.get(id=fire).revisions.get(position=1).at
        at = opened.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        assert reader.position_at("harbour-fire", at) == 1
        assert reader.position_at("harbour-fire", "9998-01-01T00:00:00.000000Z") == 2
        assert reader.position_at("harbour-fire", "1969-07-20T00:00:00.000000Z") == 0
