"""The logs: every leaf with what it says, the hashes that they complete, and what was signed."""

from __future__ import annotations

import json
import logging
import sqlite3
from contextlib import closing
from hashlib import sha256

import pytest
from django.db import transaction

from stoppress.config import Config
from stoppress.notary import site_log
from stoppress.notary.checkpoints import CheckpointStore, Signed
from stoppress.projection.publish import Projection
from stoppress.public_store.types import SITE_LOG
from stoppress.record.append import append
from stoppress.record.models import Revision
from stoppress.record.vocabulary import Kind
from stoppress.tlog.frontier import Frontier, StoredHash
from stoppress.tlog.notes import Signature
from tests.newsroom import open_harbour_fire, publish, some_post
from tests.notary.heads import ORIGIN, head
from tests.projection.public import everything, projecting, reading
from tests.waiting import eventually

CHECKPOINT = "/harbour-fire/log/checkpoint"


def signed(config: Config, new: Signed, after: Signed | None = None) -> Signed:
    """Put down as the notary does."""
    with closing(CheckpointStore(config.checkpoints_file)) as store:
        store.advance(after, new)
    return new


def served(config: Config, path: str = CHECKPOINT) -> bytes | None:
    with reading(config) as reader:
        found = reader.page(path)
    return found.body if found else None


def kept_up(projection: Projection, config: Config, note: bytes, path: str = CHECKPOINT) -> None:
    """Wait until that checkpoint is public."""
    eventually(lambda: projection.keep_up() or served(config, path) == note)


def test_each_revision_is_a_leaf_whose_words_can_be_checked(newsroom: Config) -> None:
    fire = open_harbour_fire()
    crane = publish(fire, "Übersee – 港")
    append(fire, Kind.REVISED, some_post("Gantry"), post_id=crane.id)
    with projecting(newsroom), reading(newsroom) as reader:
        leaves = reader.leaves("harbour-fire", 0, 10)
    rows = Revision.objects.filter(coverage_id=fire).order_by("position")
    assert [leaf.leaf for leaf in leaves] == [bytes(row.leaf) for row in rows]
    for position, leaf in enumerate(leaves, 1):
        assert leaf.leaf_hash == sha256(b"\0" + leaf.leaf).digest()
        said = json.loads(leaf.said)
        assert list(said) == ["position", "salt", "content"]
        assert said["position"] == position == leaf.position
        sealed = sha256(b"\3" + bytes.fromhex(said["salt"]) + said["content"].encode())
        assert json.loads(leaf.leaf)["content"] == sealed.hexdigest()
        assert b"\n" not in leaf.said
    assert "Übersee – 港".encode() in leaves[1].said


def test_leaves_complete_the_hashes_of_tiles_however_they_were_published(newsroom: Config) -> None:
    fire = open_harbour_fire()
    with projecting(newsroom) as projection:
        for upto in (255, 256, 257, 530):
            with transaction.atomic():
                for _ in range(Revision.objects.count(), upto):
                    publish(fire)
            projection.catch_up()
        step_by_step = everything(newsroom)
        projection.rebuild()
    assert everything(newsroom) == step_by_step
    frontier = Frontier()
    completed: list[StoredHash] = []
    with reading(newsroom) as reader:
        for leaf in reader.leaves("harbour-fire", 0, 1000):
            completed += frontier.append(leaf.leaf_hash)
        assert [one.hash for one in completed] == reader.tile_hashes("harbour-fire", 1, 0, 10)
    assert len(completed) == 2


def test_the_site_log_is_published_as_it_grows(newsroom: Config) -> None:
    with projecting(newsroom) as projection, reading(newsroom) as reader:

        def public() -> list[int]:
            return [leaf.position for leaf in reader.leaves(SITE_LOG, 0, 100)]

        for size in range(1, 6):
            site_log.write(site_log.opened(f"c{size}", "fire", ORIGIN), after=size - 1)
            eventually(lambda: projection.keep_up() or len(public()) == size)  # noqa: B023 - asked at once
        assert public() == [1, 2, 3, 4, 5]
        assert {leaf.said for leaf in reader.leaves(SITE_LOG, 0, 100)} == {b""}
        before = everything(newsroom)
        with projecting(newsroom) as another:  # which must find out how far the public is
            site_log.write(site_log.opened("c6", "flood", ORIGIN), after=5)
            eventually(lambda: another.keep_up() or len(public()) == 6)
            after = everything(newsroom)
            another.rebuild()
    assert everything(newsroom) == after != before


def test_what_was_signed_becomes_public(newsroom: Config) -> None:
    with projecting(newsroom) as projection:
        publish(open_harbour_fire())
        projection.catch_up()
        first = signed(newsroom, head(1))
        kept_up(projection, newsroom, first.note)
        second = signed(newsroom, head(2), after=first)
        kept_up(projection, newsroom, second.note)
        with reading(newsroom) as reader:
            found = reader.page(CHECKPOINT)
            assert found is not None
            assert (found.cache, found.content_type) == ("checkpoint", "text/plain; charset=utf-8")
            assert [one.signed for one in reader.heads()] == [2]
        before = everything(newsroom)
        projection.rebuild()
    assert everything(newsroom) == before


def test_a_later_publication_keeps_what_was_signed(newsroom: Config) -> None:
    with projecting(newsroom) as projection, reading(newsroom) as reader:
        fire = open_harbour_fire()
        projection.catch_up()
        note = signed(newsroom, head(1)).note
        kept_up(projection, newsroom, note)
        publish(fire)
        projection.catch_up()
        assert served(newsroom) == note
        assert [(one.position, one.signed) for one in reader.heads()] == [(2, 1)]


def test_what_was_signed_beyond_what_is_public_waits(newsroom: Config) -> None:
    fire = open_harbour_fire()
    with projecting(newsroom) as projection:
        note = signed(newsroom, head(2)).note
        marker = signed(newsroom, head(1, origin="live.example.org/flood/log", slug="flood"))
        open_harbour_fire("flood")
        projection.catch_up()
        kept_up(projection, newsroom, marker.note, "/flood/log/checkpoint")
        assert served(newsroom) is None
        publish(fire)
        projection.catch_up()
        kept_up(projection, newsroom, note)


def test_a_cosignature_that_comes_later_becomes_public_too(newsroom: Config) -> None:
    with projecting(newsroom) as projection:
        open_harbour_fire()
        projection.catch_up()
        one = signed(newsroom, head(1))
        kept_up(projection, newsroom, one.note)
        with closing(CheckpointStore(newsroom.checkpoints_file)) as store:
            store.cosign(one, [Signature("witness.example", b"\0" * 4, b"\0" * 72)])
            told = store.last("harbour-fire")
        assert told is not None
        assert told.note != one.note
        kept_up(projection, newsroom, told.note)


def test_it_publishes_while_nothing_can_be_read_of_what_was_signed(
    newsroom: Config, caplog: pytest.LogCaptureFixture
) -> None:
    with projecting(newsroom) as projection, caplog.at_level(logging.ERROR):
        with closing(sqlite3.connect(newsroom.checkpoints_file)) as checkpoints:
            checkpoints.execute("ALTER TABLE newest RENAME TO oldest")
        publish(open_harbour_fire())
        assert projection.catch_up() == 1
        eventually(lambda: projection.keep_up() or "checkpoints cannot be read" in caplog.text)
        publish(open_harbour_fire("flood"))
        assert projection.catch_up() == 1
    assert caplog.text.count("checkpoints cannot be read") == 1
