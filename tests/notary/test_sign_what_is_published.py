"""Signing: every log that grows gets a checkpoint, and the site log names them all."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from hashlib import sha256

import pytest

from stoppress.config import Config
from stoppress.notary.checkpoints import CheckpointStore
from stoppress.notary.keys import load_keys
from stoppress.notary.sequencer import Sequencer
from stoppress.record.append import append
from stoppress.record.models import SiteLeaf
from stoppress.record.vocabulary import Kind
from stoppress.tlog.checkpoints import open_checkpoint
from stoppress.tlog.errors import Unverified
from stoppress.tlog.hashes import leaf_hash, root_of
from tests.newsroom import harbour_fire, open_harbour_fire, publish, revisions
from tests.notary.signing import FIRE, HOST, SITE, Clock, confirm, kinds, root, site_leaves
from tests.tlog import independent


def test_it_signs_every_log_that_grows(newsroom: Config, store: CheckpointStore) -> None:
    fire, flood = open_harbour_fire(), open_harbour_fire("flood")
    publish(fire)
    sequencer = Sequencer(newsroom, store)
    assert sequencer.round() == 3
    first = store.latest()
    sizes = {slug: signed.size for slug, signed in first.items()}
    assert sizes == {"harbour-fire": 2, "flood": 1, "-": 3}
    publish(flood)
    assert sequencer.round() == 1
    assert sequencer.round() == 0
    for slug, coverage in (("harbour-fire", fire), ("flood", flood)):
        signed = store.latest()[slug]
        confirm(newsroom, signed)
        assert signed.head == (f"{HOST}/{slug}/log", 2, root(coverage, 2))
    confirm(newsroom, first["-"])
    assert store.troubles() == {}


def test_it_signs_many_posts_at_once(newsroom: Config, store: CheckpointStore) -> None:
    fire = open_harbour_fire()
    sequencer = Sequencer(newsroom, store)
    for burst in (1, 7, 300):
        for _ in range(burst):
            append(fire, Kind.HEADER_CHANGED, harbour_fire())
        assert sequencer.round() >= 1
        assert Sequencer(newsroom, store).round() == 0  # one that begins anew agrees
    assert store.latest()["harbour-fire"].head == (FIRE, 309, root(fire, 309))


def test_the_site_log_names_keys_and_coverages(newsroom: Config, store: CheckpointStore) -> None:
    fire = open_harbour_fire()
    Sequencer(newsroom, store).round()
    key, opened = site_leaves()
    assert list(key) == ["v", "position", "kind", "at", "origin", "public"]
    assert key["origin"] == SITE
    assert list(opened) == ["v", "position", "kind", "at", "coverage", "slug", "origin"]
    assert (opened["coverage"], opened["slug"]) == (fire, "harbour-fire")
    assert (opened["origin"], opened["position"]) == (FIRE, 2)
    for row in SiteLeaf.objects.all():
        assert bytes(row.leaf_hash) == leaf_hash(bytes(row.leaf))
        assert b" " not in bytes(row.leaf)
    hashes = [bytes(row.leaf_hash) for row in SiteLeaf.objects.order_by("position")]
    assert store.latest()["-"].head == (SITE, 2, root_of(hashes))


def test_the_site_log_tells_heads_at_most_once_an_hour(
    newsroom: Config, store: CheckpointStore
) -> None:
    fire, clock = open_harbour_fire(), Clock()
    sequencer = Sequencer(newsroom, store, clock=clock)
    for _ in range(3):
        publish(fire)
        sequencer.round()
    assert kinds() == ["key_added", "opened"]
    clock.ahead = timedelta(minutes=61)
    assert sequencer.round() == 1
    assert kinds() == ["key_added", "opened", "head"]
    told = site_leaves()[-1]
    assert (told["origin"], told["size"], told["root"]) == (FIRE, 4, root(fire, 4).hex())
    clock.ahead = timedelta(hours=9)
    assert sequencer.round() == 0  # nothing new to tell
    assert kinds()[2:] == ["head"]


def test_the_site_log_tells_how_a_coverage_ended(newsroom: Config, store: CheckpointStore) -> None:
    fire = open_harbour_fire()
    sequencer = Sequencer(newsroom, store)
    post = publish(fire)
    append(fire, Kind.ENDED, {})
    sequencer.round()
    append(fire, Kind.WITHDRAWN, {"reason": "It was another quay."}, post_id=post.id)
    sequencer.round()
    assert kinds() == ["key_added", "opened", "ended"]
    told = site_leaves()[-1]
    assert (told["size"], told["root"]) == (3, root(fire, 3).hex())


def test_the_host_is_settled_before_the_first_signature(
    newsroom: Config, store: CheckpointStore
) -> None:
    fire = open_harbour_fire()
    before = dataclasses.replace(newsroom, reader_url="https://Live.Example.org/")
    Sequencer(before, store).round()
    after = dataclasses.replace(newsroom, reader_url="https://news.example.org")
    publish(fire)
    Sequencer(after, store).round()
    signed = store.latest()
    assert signed["harbour-fire"].origin == "live.example.org/harbour-fire/log"
    assert signed["harbour-fire"].size == 2
    assert signed["-"].origin == "live.example.org/-/log"


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257])
def test_line_55_roots_are_those_of_a_checker_that_shares_no_line_with_us(
    newsroom: Config, store: CheckpointStore, size: int
) -> None:
    fire = open_harbour_fire()
    for _ in range(size - 1):
        append(fire, Kind.HEADER_CHANGED, harbour_fire())
    Sequencer(newsroom, store).round()
    hashes = [sha256(b"\0" + bytes(row.leaf)).digest() for row in revisions(fire)]
    expected = independent.tree_root(hashes)
    assert store.latest()["harbour-fire"].head == (FIRE, size, expected)


def test_line_54_a_signature_counts_for_its_own_log_only(
    newsroom: Config, store: CheckpointStore
) -> None:
    """All logs are signed with one seed, and yet no signature passes from one to another."""
    open_harbour_fire()
    open_harbour_fire("flood")
    Sequencer(newsroom, store).round()
    [key] = load_keys(newsroom.data)
    latest = store.latest()
    for slug, signed in latest.items():
        for other in latest.values():
            if other.slug != slug:
                with pytest.raises(Unverified):
                    open_checkpoint(signed.note, [key.vkey(other.origin)])
