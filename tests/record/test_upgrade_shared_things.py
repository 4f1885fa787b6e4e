"""Records from before things had versions: the upgrade finds what was shared, and loses nothing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from stoppress.config import Config
from stoppress.record.append import append
from stoppress.record.checking.fsck import check_coverage
from stoppress.record.models import Coverage, Post, Shared, SharedUse, SharedVersion
from stoppress.record.removal.removing import withhold
from stoppress.record.rows import Press, write
from stoppress.record.sharing.change import change_shared
from stoppress.record.state.bring_along import new_post
from stoppress.record.vocabulary import Kind
from tests.newsroom import open_harbour_fire
from tests.record.things import blocks, claim, context, newest, showing, told, uses

# The name of a migration is not one that `import` can say.
fill = import_module("stoppress.record.migrations.0006_shared_things").fill
fill_sources = import_module("stoppress.record.migrations.0007_sources_of_old_claims").fill
MAYOR = {"source_id": "mayor", "source": "The mayor"}


def as_it_was(coverage: str, kind: Kind, content: dict[str, Any], post: Post | None = None) -> Post:
    """Append as it was done then: the copy as it came, and no word of it to the tables."""
    there = Coverage.objects.get(id=coverage)
    with transaction.atomic():
        row = write(there, kind, content, Press(), post or new_post(there))
    assert row.post is not None
    return row.post


def upgrade() -> None:
    with connection.schema_editor() as editor:
        fill(apps, editor)
    upgrade_sources()


def upgrade_sources() -> None:
    with connection.schema_editor() as editor:
        fill_sources(apps, editor)


def test_it_finds_versions_and_who_shows_them(newsroom: Config) -> None:
    fire, flood = open_harbour_fire(), open_harbour_fire("flood")
    first = as_it_was(fire, Kind.POSTED, showing(claim(), context()))
    as_it_was(flood, Kind.POSTED, showing(claim()))
    as_it_was(fire, Kind.REVISED, showing(claim(status="false", note="We asked.")), first)
    gone = as_it_was(flood, Kind.POSTED, showing(context()))
    as_it_was(flood, Kind.WITHDRAWN, {"reason": "It was another flood."}, gone)
    upgrade()
    assert newest("hurt")[0] == 2
    assert Shared.objects.get(id="quay").name == "The quay"
    kept = SharedVersion.objects.filter(shared="hurt").order_by("version")
    assert [((one.fields or {})["status"], one.change) for one in kept] == [
        ("unverified", ""),
        ("false", "We asked."),
    ]
    assert (uses(fire), uses(flood)) == ({"hurt": {2}}, {"hurt": {1}})


def test_what_was_written_then_can_be_changed_now(newsroom: Config) -> None:
    fire, flood = open_harbour_fire(), open_harbour_fire("flood")
    first = as_it_was(fire, Kind.POSTED, showing(claim()))
    as_it_was(flood, Kind.POSTED, showing(claim()))
    upgrade()
    row = append(fire, Kind.REVISED, showing(claim(status="confirmed")), post_id=first.id)
    assert blocks(row)[0]["version"] == 2
    assert told(flood) == [("hurt", 2)]


def test_an_old_copy_that_nobody_touched_takes_no_words_back(newsroom: Config) -> None:
    fire = open_harbour_fire()
    first = as_it_was(fire, Kind.POSTED, showing(claim()))
    as_it_was(fire, Kind.POSTED, showing(claim(status="false")))
    upgrade()
    edited = showing(claim(), byline="Rui Pinto")
    row = append(fire, Kind.REVISED, edited, post_id=first.id)
    assert (blocks(row)[0]["status"], blocks(row)[0]["version"]) == ("false", 2)
    append(fire, Kind.REVISED, showing(claim()), post_id=first.id)  # now it is meant
    assert newest("hurt")[0] == 3


def test_it_passes_over_what_cannot_be_shared(newsroom: Config) -> None:
    fire = open_harbour_fire()
    long = "x" * 65
    as_it_was(fire, Kind.POSTED, showing(claim(), context(context="hurt"), context(context=long)))
    upgrade()
    assert list(Shared.objects.values_list("id", "sort")) == [("hurt", "claim")]
    assert uses(fire) == {"hurt": {1}}


def test_who_says_an_old_claim_is_a_source_of_its_own(newsroom: Config) -> None:
    fire, flood = open_harbour_fire(), open_harbour_fire("flood")
    as_it_was(fire, Kind.POSTED, showing(claim(**MAYOR)))
    as_it_was(flood, Kind.POSTED, showing(claim(**MAYOR)))
    upgrade()
    assert newest("mayor") == (1, {"name": "The mayor"})
    assert uses(fire) == uses(flood) == {"hurt": {1}, "mayor": {1}}
    change_shared("mayor", {"name": "Mayor Silva"})
    assert told(fire) == told(flood) == [("mayor", 2)]


def test_an_old_claim_beside_a_new_one_of_the_same_source_is_no_fault(newsroom: Config) -> None:
    fire = open_harbour_fire()
    as_it_was(fire, Kind.POSTED, showing(claim(**MAYOR)))
    as_it_was(fire, Kind.POSTED, showing(claim(claim="still", source_id="mayor", source=None)))
    upgrade()
    append(fire, Kind.POSTED, showing(claim(claim="more", **MAYOR)))
    append(fire, Kind.POSTED, showing(claim(**MAYOR)))
    assert uses(fire)["mayor"] == {1}


def test_a_record_that_was_upgraded_before_comes_out_right_as_well(newsroom: Config) -> None:
    fire, flood = open_harbour_fire(), open_harbour_fire("flood")
    old = as_it_was(fire, Kind.POSTED, showing(claim(**MAYOR)))
    with connection.schema_editor() as editor:
        fill(apps, editor)
    append(fire, Kind.POSTED, showing(claim(**MAYOR)))
    append(flood, Kind.POSTED, showing(claim(claim="more", source_id="mayor", source="Silva")))
    assert [finding.text for finding in check_coverage(Coverage.objects.get(id=fire))] == [
        f"{old.id} shows 'mayor', but that is not noted"
    ]
    upgrade_sources()
    assert newest("mayor") == (2, {"name": "Silva"})
    assert SharedUse.objects.filter(post=old, shared="mayor", version=2).exists()


def test_what_was_withdrawn_and_then_withheld_shows_nothing(newsroom: Config) -> None:
    fire = open_harbour_fire()
    gone = as_it_was(fire, Kind.POSTED, showing(claim(**MAYOR)))
    append(fire, Kind.WITHDRAWN, {"reason": "It was another fire."}, post_id=gone.id)
    withhold(fire, post_id=gone.id, reason="legal")
    upgrade()
    assert uses(fire) == {}
