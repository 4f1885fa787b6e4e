"""A shared thing is changed by itself, and says so in every coverage that goes on and shows it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from stoppress.config import Config
from stoppress.record.append import append
from stoppress.record.errors import BadContent, Conflict, Refused
from stoppress.record.models import SharedVersion
from stoppress.record.sharing.change import change_shared, shared_uses
from stoppress.record.vocabulary import Kind
from tests.newsroom import open_harbour_fire, revisions, some_post
from tests.record.things import blocks, claim, context, newest, post, said, showing, told, uses

CONFIRMED: dict[str, Any] = {"text": "Nobody was hurt.", "source": "Police", "status": "confirmed"}


def test_it_says_so_in_every_coverage_that_shows_it(newsroom: Config) -> None:
    fire, flood, calm = (open_harbour_fire(slug) for slug in ("fire", "flood", "calm"))
    post(fire, claim())
    post(fire, claim())
    post(flood, claim())
    append(flood, Kind.PAUSED, {})
    append(calm, Kind.POSTED, some_post())
    rows = change_shared("hurt", CONFIRMED, change="The police say so.", made_from=1)
    assert {row.coverage_id for row in rows} == {fire, flood}
    assert all(
        (said(row)["status"], said(row)["version"], said(row)["change"])
        == ("confirmed", 2, "The police say so.")
        for row in rows
    )
    assert (uses(fire), uses(flood), told(calm)) == ({"hurt": {2}}, {"hurt": {2}}, [])
    assert SharedVersion.objects.get(shared="hurt", version=2).change == "The police say so."
    assert [use.post.headline for use in shared_uses("hurt")] == ["Crane falls on the quay"] * 3


def test_the_same_press_gives_the_same_rows(newsroom: Config) -> None:
    fire, flood, press = open_harbour_fire(), open_harbour_fire("flood"), uuid4()
    post(fire, claim())
    post(flood, claim())
    first = change_shared("hurt", CONFIRMED, made_from=1, submission=press)
    again = change_shared("hurt", CONFIRMED, made_from=1, submission=press)
    assert [row.pk for row in first] == [row.pk for row in again]
    assert newest("hurt")[0] == 2


def test_it_refuses_words_made_from_an_older_version(newsroom: Config) -> None:
    fire = open_harbour_fire()
    post(fire, claim())
    change_shared("hurt", CONFIRMED, made_from=1)
    with pytest.raises(Conflict, match="changed this claim meanwhile"):
        change_shared("hurt", CONFIRMED | {"status": "false"}, made_from=1)
    with pytest.raises(Refused, match="says that already"):
        change_shared("hurt", CONFIRMED, made_from=2)
    with pytest.raises(BadContent, match="status"):
        change_shared("hurt", CONFIRMED | {"status": "true"}, made_from=2)
    with pytest.raises(Refused, match="no such thing"):
        change_shared("nothing", CONFIRMED, made_from=1)
    with pytest.raises(Refused, match="no such source"):
        change_shared("hurt", CONFIRMED | {"source_id": "nobody"}, made_from=2)
    assert (newest("hurt")[0], len(revisions(fire))) == (2, 3)


def test_an_ended_coverage_is_told_only_where_the_editor_says_so(newsroom: Config) -> None:
    fire, flood, storm = (open_harbour_fire(slug) for slug in ("fire", "flood", "storm"))
    for coverage in (fire, flood, storm):
        post(coverage, context())
    for coverage in (flood, storm):
        append(coverage, Kind.ENDED, {})
    words = {"title": "The quay", "paragraphs": ["Of 1878."]}
    change_shared("quay", words, made_from=1, ended_too=[storm])
    assert (told(fire), told(flood), told(storm)) == ([("quay", 2)], [], [("quay", 2)])
    assert uses(flood) == {"quay": {1}}
    rows = change_shared("quay", words, made_from=2, ended_too=[flood])  # "there too", later
    assert [row.coverage_id for row in rows] == [flood]
    assert (newest("quay")[0], uses(flood)) == (2, {"quay": {2}})


def test_a_source_is_renamed_in_the_claims_that_name_it(newsroom: Config) -> None:
    fire = open_harbour_fire()
    first = post(fire, claim(source_id="port"))
    change_shared("port", {"name": "Port of Lisbon", "url": "https://port.test"}, made_from=1)
    assert told(fire) == [("port", 2)]
    edited = showing(claim(version=1, source_id="port", source_version=1), byline="Ana Reis")
    row = append(fire, Kind.REVISED, edited, post_id=first.id)
    assert (blocks(row)[0]["source"], blocks(row)[0]["source_version"]) == ("Port of Lisbon", 2)
    assert newest("port")[1]["url"] == "https://port.test"
    change_shared("hurt", CONFIRMED | {"source_id": "port"}, made_from=1)
    assert said(revisions(fire)[-1])["source"] == "Port of Lisbon"


def test_a_thing_that_nobody_shows_is_changed_without_a_word(newsroom: Config) -> None:
    fire = open_harbour_fire()
    first = post(fire, claim())
    append(fire, Kind.WITHDRAWN, {"reason": "It was another fire."}, post_id=first.id)
    assert change_shared("hurt", CONFIRMED, made_from=1) == []
    assert (newest("hurt")[0], told(fire), list(shared_uses("hurt"))) == (2, [], [])
