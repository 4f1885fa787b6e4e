"""A post goes on in another coverage, with its words and the shared things that it shows."""

from __future__ import annotations

from uuid import uuid4

import pytest

from stoppress.config import Config
from stoppress.lib.clock import to_rfc3339
from stoppress.record.append import append
from stoppress.record.content.check import checked
from stoppress.record.errors import BadContent, Conflict, Refused
from stoppress.record.history import copy_of
from stoppress.record.models import Coverage, Post
from stoppress.record.moving import move_post
from stoppress.record.removal.removing import remove
from stoppress.record.sharing.change import change_shared
from stoppress.record.vocabulary import Kind, Standing
from tests.newsroom import open_harbour_fire, publish, revisions, some_post
from tests.record.things import claim, post, said, showing, told, uses


def test_it_goes_on_there_with_its_words(newsroom: Config) -> None:
    fire, flood = open_harbour_fire(), open_harbour_fire("flood")
    crane = publish(fire)
    publish(flood, "Water in the old town")
    noted = {"correction": {"note": "It was a gantry."}}
    append(fire, Kind.CORRECTED, some_post("Gantry falls") | noted, post_id=crane.id)
    append(fire, Kind.PINNED, {}, post_id=crane.id)
    out, into = move_post(crane.id, flood, note="It fell into the flood.", made_from=3)
    old, new = Post.objects.get(id=crane.id), Post.objects.get(id=into.post_id)
    assert (old.standing, old.pinned, new.standing) == (Standing.MOVED, False, Standing.SHOWN)
    assert said(out) == {
        "to": {
            "coverage": flood, "slug": "flood", "title": "Fire in the old harbour", "post": new.id,
        },
        "note": "It fell into the flood.",
    }  # fmt: skip
    content = copy_of(new).content
    corrected = revisions(fire)[2]
    assert content.pop("moved") == {
        "coverage": fire, "slug": "harbour-fire", "title": "Fire in the old harbour",
        "post": old.id, "position": 3, "leaf": bytes(corrected.leaf_hash).hex(),
        "published_at": to_rfc3339(old.posted_at, microseconds=True),
        "notes": [{
            "sort": "correction", "at": to_rfc3339(corrected.at, microseconds=True),
            "note": "It was a gantry.", "was": None, "now": None,
        }],
    }  # fmt: skip
    assert content == some_post("Gantry falls")
    assert (new.ordinal, new.revision, new.posted_at) == (2, 1, old.posted_at)
    assert Coverage.objects.get(id=flood).post_count == 2


def test_what_was_corrected_and_clarified_goes_along_however_often_it_moves(
    newsroom: Config,
) -> None:
    fire, flood, wind = open_harbour_fire(), open_harbour_fire("flood"), open_harbour_fire("wind")
    crane = publish(fire)
    for kind, sort in ((Kind.CORRECTED, "correction"), (Kind.CLARIFIED, "clarification")):
        note = {sort: {"note": f"A {sort}."}}
        append(fire, kind, some_post("Gantry falls") | note, post_id=crane.id)
    _, there = move_post(crane.id, flood)
    assert there.post_id
    third = some_post("Gantry falls") | {"correction": {"note": "A third.", "was": "two"}}
    append(flood, Kind.CORRECTED, third, post_id=there.post_id)
    _, last = move_post(there.post_id, wind)
    notes = said(last)["moved"]["notes"]
    assert [(one["sort"], one["note"], one["was"]) for one in notes] == [
        ("correction", "A correction.", None),
        ("clarification", "A clarification.", None),
        ("correction", "A third.", "two"),
    ]


def test_a_note_whose_words_are_gone_stays_behind(newsroom: Config) -> None:
    fire, flood = open_harbour_fire(), open_harbour_fire("flood")
    crane = publish(fire)
    noted = some_post("Gantry falls") | {"correction": {"note": "It was Mr Silva's gantry."}}
    append(fire, Kind.CORRECTED, noted, post_id=crane.id)
    append(fire, Kind.REVISED, some_post("Gantry falls"), post_id=crane.id)
    remove(fire, post_id=crane.id, positions=[3], reason="privacy")
    _, into = move_post(crane.id, flood)
    assert "notes" not in said(into)["moved"]


def test_it_refuses_a_note_that_is_none(newsroom: Config) -> None:
    whence = {"coverage": "c", "slug": "s", "title": "t", "post": "p", "position": 1}
    for note in ({"sort": "remark"}, {"sort": "correction", "note": "So."}, "So."):
        moved = whence | {"leaf": "0" * 64, "notes": [note]}
        with pytest.raises(BadContent, match="notes|at:"):
            checked(Kind.MOVED_IN, some_post() | {"moved": moved})


def test_it_takes_nothing_more_where_it_was(newsroom: Config) -> None:
    fire, flood, storm = (open_harbour_fire(slug) for slug in ("fire", "flood", "storm"))
    crane = publish(fire)
    _, into = move_post(crane.id, flood)
    with pytest.raises(Refused, match="moved to another coverage"):
        append(fire, Kind.REVISED, some_post(), post_id=crane.id)
    with pytest.raises(Refused, match="moved to another coverage"):
        move_post(crane.id, storm)
    assert len(revisions(storm)) == 1
    move_post(str(into.post_id), fire)  # and back again, as a third post
    assert Post.objects.filter(coverage=fire, standing=Standing.SHOWN).count() == 1


def test_the_same_press_gives_the_same_rows(newsroom: Config) -> None:
    fire, flood, press = open_harbour_fire(), open_harbour_fire("flood"), uuid4()
    crane = publish(fire)
    first = move_post(crane.id, flood, submission=press)
    again = move_post(crane.id, flood, submission=press)
    assert [row.pk for row in first] == [row.pk for row in again]
    assert (len(revisions(fire)), len(revisions(flood))) == (3, 2)


def test_it_says_why_a_post_cannot_move(newsroom: Config) -> None:
    fire, flood = open_harbour_fire(), open_harbour_fire("flood")
    crane = publish(fire)
    append(fire, Kind.REVISED, some_post("Gantry falls"), post_id=crane.id)
    with pytest.raises(Conflict, match="meanwhile"):
        move_post(crane.id, flood, made_from=1)
    with pytest.raises(Refused, match="in that coverage already"):
        move_post(crane.id, fire)
    with pytest.raises(Refused, match="no such post"):
        move_post("nothing", flood)
    with pytest.raises(Refused, match="no such coverage"):
        move_post(crane.id, "nothing")
    append(flood, Kind.ENDED, {})
    with pytest.raises(Refused, match="/flood does not go on"):
        move_post(crane.id, flood)
    append(flood, Kind.REOPENED, {})
    append(fire, Kind.ENDED, {})
    with pytest.raises(Refused, match="has ended"):
        move_post(crane.id, flood)
    assert [row.kind for row in revisions(flood)] == ["opened", "ended", "reopened"]
    with pytest.raises(Refused, match=r"moving\.move_post"):
        append(fire, Kind.MOVED_OUT, {}, post_id=crane.id)


def test_it_takes_the_shared_things_along_in_their_newest_words(newsroom: Config) -> None:
    fire, flood = open_harbour_fire(), open_harbour_fire("flood")
    crane = post(fire, claim(source_id="port"))
    change_shared("hurt", {"text": "One was hurt.", "status": "confirmed", "source_id": "port"})
    change_shared("port", {"name": "Port of Lisbon"})
    _, into = move_post(crane.id, flood)
    block = said(into)["blocks"][0]
    assert (block["text"], block["version"]) == ("One was hurt.", 2)
    assert (block["source"], block["source_version"]) == ("Port of Lisbon", 2)
    assert (uses(fire), uses(flood)) == ({}, {"hurt": {2}, "port": {2}})
    again = showing(claim(status="false", version=2, text="One was hurt.", source_id="port",
                          source="Port of Lisbon", source_version=2))  # fmt: skip
    append(flood, Kind.REVISED, again, post_id=into.post_id)
    assert told(fire) == [("hurt", 2), ("port", 2)]  # it shows them no more
