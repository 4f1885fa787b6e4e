"""`check_record` on what lies beside the record: pictures, public store, signed heads, site log."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from stoppress.config import Config
from stoppress.lib.clock import now
from stoppress.notary import site_log
from stoppress.notary.checkpoints import CheckpointStore, Signed
from stoppress.projection.publish import Projection
from stoppress.record.append import append
from stoppress.record.checking.fsck import check_record
from stoppress.record.leaf import leaf_hash
from stoppress.record.models import Coverage, SiteLeaf
from stoppress.record.removal.removing import remove
from stoppress.record.vocabulary import Kind
from stoppress.tlog.hashes import root_of
from tests.newsroom import open_harbour_fire, publish, revisions, some_post
from tests.record.canary import picture_in


def _found(config: Config) -> list[str]:
    return [str(finding) for finding in check_record(config)]


def _in_public_store(config: Config, statement: str, *values: Any) -> None:
    """Do something to the public store behind its back."""
    if config.database:
        import psycopg

        with psycopg.connect(config.database, autocommit=True) as server:
            server.execute("SET search_path TO stoppress_public")
            server.execute(statement.replace("?", "%s").encode(), values)
        return
    with closing(sqlite3.connect(config.public_file)) as db:
        db.execute(statement, values)
        db.commit()


@pytest.fixture
def fire(newsroom: Config) -> str:
    """A coverage that readers have seen."""
    fire = open_harbour_fire()
    publish(fire)
    with closing(Projection(newsroom)) as projection:
        projection.start()
    assert _found(newsroom) == []
    return fire


def test_another_public_leaf_is_found(newsroom: Config, fire: str, bad_record: None) -> None:
    _in_public_store(newsroom, "UPDATE leaf SET leaf = ? WHERE position = 2", b"{}")
    text = "the public store has another leaf than the record"
    assert _found(newsroom) == [f"/harbour-fire/ position 2, public store leaf: {text}"]


def test_a_public_store_that_is_ahead_is_found(
    newsroom: Config, fire: str, bad_record: None
) -> None:
    _in_public_store(newsroom, "UPDATE head SET position = 9 WHERE slug = 'harbour-fire'")
    assert any("is at 9, ahead of the record at 2" in text for text in _found(newsroom))


def test_another_epoch_is_found(newsroom: Config, fire: str, bad_record: None) -> None:
    _in_public_store(newsroom, "UPDATE site SET epoch = 'another'")
    assert any("has the epoch another" in text for text in _found(newsroom))
    newsroom.checkpoints_file.unlink()
    assert _found(newsroom) == ["public store: has the epoch another, checkpoints.sqlite has none"]


def test_pictures_that_are_missing_or_damaged_are_found(newsroom: Config, bad_record: None) -> None:
    fire = open_harbour_fire()
    name = picture_in(newsroom.desk_media)
    crane = append(fire, Kind.POSTED, some_post() | {"blocks": [_picture(name)]}).post
    assert crane is not None
    assert _found(newsroom) == []
    path = newsroom.desk_media / name
    path.write_bytes(path.read_bytes() + b"x")
    assert _found(newsroom) == [
        f"/harbour-fire/ position 2, desk-media/{name}: is not what its name says: damaged"
    ]
    path.unlink()
    assert _found(newsroom) == [f"/harbour-fire/ position 2, desk-media/{name}: is missing"]
    remove(fire, post_id=crane.id, reason="legal")
    assert _found(newsroom) == []  # nothing names it any more


def _picture(name: str) -> dict[str, Any]:
    return {"type": "picture", "media": name, "width": 1, "height": 1, "alt": "A crane"}


def test_a_head_that_was_signed_is_held_against_the_record(
    newsroom: Config, bad_record: None
) -> None:
    fire = open_harbour_fire()
    publish(fire)
    right = root_of([bytes(row.leaf_hash) for row in revisions(fire)])
    store = CheckpointStore(newsroom.checkpoints_file)
    with closing(store):
        signed = Signed("a/harbour-fire/log", "harbour-fire", 2, right, b"-", now())
        store.advance(None, signed)
        assert _found(newsroom) == []
        wrong = Signed("a/harbour-fire/log/2", "harbour-fire", 2, bytes(32), b"-", now())
        store.advance(signed, wrong)
        assert _found(newsroom) == [
            "/harbour-fire/ position 2, checkpoint.root: the tree of 2 leaves has another root"
            " than was signed"
        ]
        ahead = Signed("a/harbour-fire/log/3", "harbour-fire", 9, bytes(32), b"-", now())
        store.advance(wrong, ahead)
    text = "the log harbour-fire was signed at 9, but the record has 2"
    assert _found(newsroom) == [f"/harbour-fire/ checkpoint.size: {text}"]


def test_the_site_log_is_looked_at(newsroom: Config, bad_record: None) -> None:
    site_log.write(site_log.key_added("live.example/-/log", bytes(32)), after=0)
    assert _found(newsroom) == []
    first = SiteLeaf.objects.get()
    SiteLeaf.objects.create(position=2, at=first.at, leaf=first.leaf, leaf_hash=bytes(32))
    assert _found(newsroom) == [
        "position 2, siteleaf.leaf_hash: is not the hash of the leaf",
        "position 2, siteleaf.leaf: says position 1",
    ]


def test_another_time_of_a_leaf_of_the_site_log_is_found(
    newsroom: Config, bad_record: None
) -> None:
    site_log.write(site_log.key_added("live.example/-/log", bytes(32)), after=0)
    first = SiteLeaf.objects.get()
    leaf = bytes(first.leaf).replace(b'"position":1,', b'"position":2,')
    later = first.at + timedelta(microseconds=1)
    SiteLeaf.objects.create(position=2, at=later, leaf=leaf, leaf_hash=leaf_hash(leaf))
    (text,) = _found(newsroom)
    assert text.startswith("position 2, siteleaf.at: is ")


def test_a_coverage_of_the_public_store_that_is_gone_is_found(
    newsroom: Config, fire: str, bad_record: None
) -> None:
    _in_public_store(newsroom, "UPDATE head SET coverage = 'xxxxxxxxxxxx'")
    assert Coverage.objects.count() == 1
    assert any("shows a coverage that is not there" in text for text in _found(newsroom))
