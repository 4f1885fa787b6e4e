"""Posts bring copies of shared things: new ones, known ones, changed ones, and old ones."""

from __future__ import annotations

import pytest

from stoppress.config import Config
from stoppress.record.append import append
from stoppress.record.errors import BadContent, Conflict, Refused
from stoppress.record.models import Shared, SharedUse, SharedVersion
from stoppress.record.vocabulary import Kind
from tests.newsroom import open_harbour_fire, revisions
from tests.record.things import blocks, claim, context, newest, post, said, showing, told, uses


def test_it_begins_with_version_one_and_writes_that_into_the_copy(newsroom: Config) -> None:
    fire = open_harbour_fire()
    row = append(fire, Kind.POSTED, showing(claim(), context()))
    row.refresh_from_db()
    assert [block["version"] for block in blocks(row)] == [1, 1]
    assert newest("hurt")[1]["text"] == "Nobody was hurt."
    assert Shared.objects.get(id="quay").name == "The quay"
    assert uses(fire) == {"hurt": {1}, "quay": {1}}
    assert told(fire) == []


def test_a_copy_that_says_the_same_changes_nothing(newsroom: Config) -> None:
    fire, flood = open_harbour_fire(), open_harbour_fire("flood")
    post(fire, claim())
    post(flood, claim(version=1))
    post(flood, claim())
    assert newest("hurt")[0] == 1
    assert (told(fire), told(flood)) == ([], [])
    assert uses(flood) == {"hurt": {1}}


@pytest.mark.parametrize("version", [None, 1])
def test_a_changed_copy_changes_the_thing_wherever_it_is_shown(
    newsroom: Config, version: int | None
) -> None:
    fire, flood, calm = (open_harbour_fire(slug) for slug in ("fire", "flood", "calm"))
    first, _ = post(fire, claim()), post(flood, claim())
    post(calm, context())
    changed = claim(version=version, status="confirmed", note="The hospital says so.")
    row = append(fire, Kind.REVISED, showing(changed), post_id=first.id)
    assert blocks(row)[0]["version"] == 2
    assert (told(fire), told(flood), told(calm)) == ([], [("hurt", 2)], [])
    assert (uses(fire), uses(flood)) == ({"hurt": {2}}, {"hurt": {2}})
    content = said(revisions(flood)[-1])
    assert (content["status"], content["change"]) == ("confirmed", "The hospital says so.")
    kept = SharedVersion.objects.filter(shared="hurt").order_by("version")
    assert [(one.version, (one.fields or {})["status"]) for one in kept] == [
        (1, "unverified"),
        (2, "confirmed"),
    ]


def test_a_correction_tells_the_others_what_was_wrong(newsroom: Config) -> None:
    fire, flood = open_harbour_fire(), open_harbour_fire("flood")
    first, _ = post(fire, context()), post(flood, context())
    corrected = showing(context(paragraphs=["Of 1878."]), correction={"note": "It is older."})
    append(fire, Kind.CORRECTED, corrected, post_id=first.id)
    assert said(revisions(flood)[-1])["change"] == "It is older."


def test_words_of_an_old_version_are_taken_as_the_newest(newsroom: Config) -> None:
    fire = open_harbour_fire()
    first, second = post(fire, claim()), post(fire, claim())
    append(fire, Kind.REVISED, showing(claim(status="false")), post_id=first.id)
    row = append(fire, Kind.REVISED, showing(claim(version=1)), post_id=second.id)
    assert (blocks(row)[0]["status"], blocks(row)[0]["version"]) == ("false", 2)
    assert newest("hurt")[0] == 2


def test_words_changed_from_an_old_version_are_a_conflict(newsroom: Config) -> None:
    fire = open_harbour_fire()
    first, second = post(fire, claim()), post(fire, claim())
    append(fire, Kind.REVISED, showing(claim(status="false")), post_id=first.id)
    with pytest.raises(Conflict, match="Nobody was hurt.* meanwhile"):
        append(
            fire, Kind.REVISED, showing(claim(version=1, text="Two were hurt.")), post_id=second.id
        )
    with pytest.raises(Refused, match="no version 7"):
        append(fire, Kind.REVISED, showing(claim(version=7, text="x")), post_id=second.id)
    assert newest("hurt")[0] == 2


def test_one_thing_says_one_thing_in_a_post(newsroom: Config) -> None:
    fire = open_harbour_fire()
    with pytest.raises(BadContent, match="twice"):
        post(fire, claim(), claim(text="Two were hurt."))
    with pytest.raises(BadContent, match="is the id of a "):
        post(fire, claim(), context(context="hurt"))
    assert Shared.objects.count() == 0
    row = append(fire, Kind.POSTED, showing(claim(), claim()))
    append(fire, Kind.REVISED, showing(claim(version=1), claim(text="Two.")), post_id=row.post_id)
    assert [block["text"] for block in blocks(revisions(fire)[-1])] == ["Two.", "Two."]


def test_a_post_that_is_not_shown_uses_nothing(newsroom: Config) -> None:
    fire, flood = open_harbour_fire(), open_harbour_fire("flood")
    first, second = post(fire, claim()), post(flood, claim(), context())
    append(flood, Kind.REVISED, showing(context()), post_id=second.id)
    assert uses(flood) == {"quay": {1}}
    append(flood, Kind.WITHDRAWN, {"reason": "It was another flood."}, post_id=second.id)
    append(fire, Kind.REVISED, showing(claim(status="false")), post_id=first.id)
    assert (uses(flood), told(flood)) == ({}, [])


def test_what_is_withheld_misses_no_change(newsroom: Config) -> None:
    fire, flood = open_harbour_fire(), open_harbour_fire("flood")
    first, second = post(fire, claim()), post(flood, claim())
    reason = {"reason": "legal", "positions": [2]}
    append(flood, Kind.WITHHELD, reason, post_id=second.id)
    append(fire, Kind.REVISED, showing(claim(status="false")), post_id=first.id)
    append(flood, Kind.RELEASED, {"positions": [2]}, post_id=second.id)
    assert (uses(flood), told(flood)) == ({"hurt": {2}}, [("hurt", 2)])


def test_a_coverage_that_has_ended_keeps_what_it_showed(newsroom: Config) -> None:
    fire, flood = open_harbour_fire(), open_harbour_fire("flood")
    first, second = post(fire, claim()), post(flood, claim())
    append(flood, Kind.ENDED, {})
    append(fire, Kind.REVISED, showing(claim(status="false")), post_id=first.id)
    assert (uses(flood), told(flood)) == ({"hurt": {1}}, [])
    for version in (1, None):
        edited = showing(claim(version=version), byline="Rui Pinto")
        row = append(flood, Kind.REVISED, edited, post_id=second.id)
        assert (blocks(row)[0]["version"], blocks(row)[0]["status"]) == (1, "unverified")
    assert (newest("hurt")[0], uses(flood)) == (2, {"hurt": {1}})


def test_a_source_is_known_by_its_name_in_each_claim(newsroom: Config) -> None:
    fire, flood = open_harbour_fire(), open_harbour_fire("flood")
    first = post(fire, claim(source_id="port"))
    other = {"claim": "damage", "text": "The quay is sound.", "source_id": "port"}
    second = post(flood, claim(**other, source_version=1))
    assert newest("port") == (1, {"name": "Port authority"})
    renamed = claim(source_id="port", source="Port of Lisbon", version=1, source_version=1)
    append(fire, Kind.REVISED, showing(renamed), post_id=first.id)
    assert (newest("port")[0], newest("hurt")[0], newest("damage")[0]) == (2, 1, 1)
    assert told(flood) == [("port", 2)]
    row = append(
        flood, Kind.REVISED, showing(claim(**other, version=1, source_version=1)), post_id=second.id
    )
    assert (blocks(row)[0]["source"], blocks(row)[0]["source_version"]) == ("Port of Lisbon", 2)
    assert newest("port")[0] == 2
    with pytest.raises(BadContent, match="who says it"):
        post(fire, claim(claim="new", source=None, source_id="nobody"))


def test_a_claim_takes_its_posts_to_another_source(newsroom: Config) -> None:
    fire, flood = open_harbour_fire(), open_harbour_fire("flood")
    first, _ = post(fire, claim(source_id="port")), post(flood, claim(source_id="port"))
    by_police = claim(source_id="police", source="Police")
    append(fire, Kind.REVISED, showing(by_police), post_id=first.id)
    assert uses(fire) == uses(flood) == {"hurt": {2}, "police": {1}}
    content = said(revisions(flood)[-1])
    assert (content["source"], content["source_id"], content["source_version"]) == (
        "Police", "police", 1,
    )  # fmt: skip
    old = append(flood, Kind.POSTED, showing(claim(version=1, source_id="port", source_version=1)))
    assert (blocks(old)[0]["source"], blocks(old)[0]["source_version"]) == ("Police", 1)
    assert newest("port") == (1, {"name": "Port authority"})


def test_a_thread_runs_through_posts(newsroom: Config) -> None:
    fire, flood = open_harbour_fire(), open_harbour_fire("flood")
    jets = {"thread": "jets", "name": "Jets"}
    first = post(fire, context(), threads=[jets])
    post(flood, context(), threads=[jets])
    renamed = showing(context(), threads=[jets | {"name": "Fighter jets", "version": 1}])
    row = append(fire, Kind.REVISED, renamed, post_id=first.id)
    assert said(row)["threads"] == [{"thread": "jets", "name": "Fighter jets", "version": 2}]
    assert told(flood) == [("jets", 2)]


def test_a_repeat_of_a_press_changes_nothing(newsroom: Config) -> None:
    from uuid import uuid4

    fire, press = open_harbour_fire(), uuid4()
    first = append(fire, Kind.POSTED, showing(claim()), submission=press)
    post(fire, claim(status="false"))
    again = append(fire, Kind.POSTED, showing(claim(version=1, text="x")), submission=press)
    assert again.pk == first.pk
    assert (newest("hurt")[0], SharedUse.objects.count()) == (2, 2)
