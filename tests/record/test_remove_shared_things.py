"""Removing what a context, claim, source or thread used to say, and posts that share things."""

from __future__ import annotations

from contextlib import closing
from typing import Any
from uuid import uuid4

import pytest

from stoppress.config import Config
from stoppress.projection.publish import Projection
from stoppress.public_store import open_reader
from stoppress.record.append import append
from stoppress.record.content.carried import content_of
from stoppress.record.errors import Refused
from stoppress.record.models import Post, Revision, Shared, SharedVersion
from stoppress.record.moving import move_post
from stoppress.record.removal import ledger_file
from stoppress.record.removal.removing import release, remove, withhold
from stoppress.record.removal.removing_things import remove_shared_version
from stoppress.record.removal.scrub import scrub_file, scrub_postgres
from stoppress.record.sharing.change import change_shared
from stoppress.record.vocabulary import Kind, Standing
from tests.newsroom import open_harbour_fire, revisions, some_post
from tests.record.canary import (
    CANARY,
    dump_has_canary,
    files_with_canary,
    publish_canary,
    relation_files,
)


def _context(words: str, version: int | None = None) -> dict[str, Any]:
    block: dict[str, Any] = {"type": "context", "context": "quay", "title": "The quay"}
    block |= {"paragraphs": [words]} | ({"version": version} if version else {})
    return block


def _post(coverage: str, *blocks: dict[str, Any], headline: str = "Crane falls") -> Post:
    said = some_post(headline)
    row = append(coverage, Kind.POSTED, said | {"blocks": [*said["blocks"], *blocks]})
    assert row.post is not None
    return row.post


def _left(config: Config) -> list[str]:
    """Where the word is still to be found after scrubbing."""
    if config.database:
        assert not dump_has_canary(config)
        scrub_postgres(config.database)
        return files_with_canary(config.data) + files_with_canary(relation_files(config))
    assert scrub_file(config.record_file).clean
    return files_with_canary(config.data)


def test_a_thing_that_nobody_else_shows_goes_with_the_post(newsroom: Config) -> None:
    fire = open_harbour_fire()
    crane = publish_canary(fire)
    assert Shared.objects.filter(id="ctx-canary").exists()
    remove(fire, post_id=crane.id, reason="legal")
    assert CANARY not in str(list(SharedVersion.objects.values_list("fields", "change")))
    assert CANARY not in str(list(Shared.objects.values_list("fields", "name")))


def test_a_thing_that_another_post_shows_stays(newsroom: Config) -> None:
    fire, flood = open_harbour_fire(), open_harbour_fire("flood")
    crane = _post(fire, _context("Old."))
    _post(flood, _context("Old."))
    remove(fire, post_id=crane.id, reason="legal")
    assert Shared.objects.get(id="quay").fields["paragraphs"] == ["Old."]


def test_an_old_version_goes_from_every_coverage(newsroom: Config) -> None:
    fire, flood, ended = (open_harbour_fire(slug) for slug in ("fire", "flood", "ended"))
    here, there, then = (_post(one, _context(CANARY)) for one in (fire, flood, ended))
    append(ended, Kind.ENDED, {"note": None})
    change_shared("quay", {"title": "The quay", "paragraphs": ["Clean."]})
    removed = remove_shared_version("quay", 1, reason="legal", note="By order.")
    assert {row.coverage_id for row in removed} == {fire, flood, ended}
    for post in (here, there, then):
        post.refresh_from_db()
        assert post.standing == Standing.SHOWN
        row = Revision.objects.get(coverage=post.coverage_id, position=post.copy_position)
        assert (content_of(row) or {})["blocks"][-1]["paragraphs"] == ["Clean."]
    assert SharedVersion.objects.get(shared="quay", version=1).fields is None
    assert _left(newsroom) == []


def test_what_was_told_by_a_change_goes_too(newsroom: Config) -> None:
    """Version 2 stands in no post: only in what coverages were told."""
    fire, flood = open_harbour_fire("fire"), open_harbour_fire("flood")
    _post(fire, _context("First."))
    _post(flood, _context("First."))
    said = {"title": "The quay", "paragraphs": [CANARY]}
    change_shared("quay", said, change=f"{CANARY} was added.")
    with pytest.raises(Refused, match="change it first"):
        remove_shared_version("quay", 2, reason="error")
    change_shared("quay", {"title": "The quay", "paragraphs": ["Third."]})
    remove_shared_version("quay", 2, reason="error")
    assert _left(newsroom) == []


def test_the_name_of_a_source_goes_from_its_claims(newsroom: Config) -> None:
    fire = open_harbour_fire()
    claim = {"type": "claim", "claim": "c1", "text": "It fell.", "status": "unverified"}
    _post(fire, claim | {"source": CANARY, "source_id": "s1"})
    change_shared("s1", {"name": "An official", "about": None, "url": None})
    remove_shared_version("s1", 1, reason="privacy")
    assert _left(newsroom) == []
    assert Shared.objects.get(id="c1").fields["source"] == "An official"


def test_a_withdrawn_post_that_carried_it_loses_its_words(newsroom: Config) -> None:
    fire = open_harbour_fire()
    crane = _post(fire, _context(CANARY))
    append(fire, Kind.WITHDRAWN, {"reason": "Wrong."}, post_id=crane.id)
    change_shared("quay", {"title": "The quay", "paragraphs": ["Clean."]})
    remove_shared_version("quay", 1, reason="legal")
    assert Post.objects.get(id=crane.id).standing == Standing.REMOVED
    assert _left(newsroom) == []


def test_the_same_press_removes_it_once(newsroom: Config) -> None:
    fire, press = open_harbour_fire(), uuid4()
    _post(fire, _context("Old."))
    change_shared("quay", {"title": "The quay", "paragraphs": ["New."]})
    one = remove_shared_version("quay", 1, reason="legal", submission=press)
    two = remove_shared_version("quay", 1, reason="legal", submission=press)
    assert [row.pk for row in one] == [row.pk for row in two] != []


def test_what_is_refused_leaves_nothing_in_the_ledger(newsroom: Config) -> None:
    fire = open_harbour_fire()
    _post(fire, _context("Old."))
    change_shared("quay", {"title": "The quay", "paragraphs": ["New."]})
    before = len(revisions(fire))
    with pytest.raises(Refused):
        remove_shared_version("quay", 1, reason="no such reason")
    assert ledger_file.noted(newsroom.checkpoints_file) == []
    assert len(revisions(fire)) == before


def test_withholding_the_post_that_changed_a_thing_needs_no_other_step(newsroom: Config) -> None:
    """The other post shows version 2, which stands only in the post that goes."""
    fire = open_harbour_fire()
    quay = _post(fire, _context("First."), headline="Quay")
    crane = _post(fire, _context("Second."))
    withhold(fire, post_id=crane.id, reason="legal")
    quay.refresh_from_db()
    row = Revision.objects.get(coverage=fire, position=quay.copy_position)
    assert (content_of(row) or {})["blocks"][-1]["paragraphs"] == ["Second."]


def test_a_withheld_post_that_shows_it_keeps_no_other_from_being_withheld(
    newsroom: Config,
) -> None:
    """It cannot be revised; the coverage is told by itself, and readers by the projection."""
    fire = open_harbour_fire()
    quay = _post(fire, _context("First."), headline="Quay")
    crane = _post(fire, _context("Second."))
    withhold(fire, post_id=quay.id, reason="safety")
    withhold(fire, post_id=crane.id, reason="legal")
    assert [row.kind for row in revisions(fire)][3:] == ["withheld", "shared_changed", "withheld"]
    release(fire, post_id=quay.id)
    with closing(Projection(newsroom)) as projection:
        projection.start()
    with closing(open_reader(newsroom)) as reader:
        page = reader.page("/harbour-fire/")
    assert page is not None
    assert b"Second." in page.body
    assert b"First." not in page.body


def test_what_is_told_by_itself_has_the_newest_name_of_its_source(newsroom: Config) -> None:
    fire = open_harbour_fire()
    claim = {"type": "claim", "claim": "c1", "text": "It fell.", "status": "unverified"}
    claim |= {"source": "A clerk", "source_id": "s1"}
    quay = _post(fire, claim, headline="Quay")
    crane = _post(fire, claim | {"text": "It stands."})
    change_shared("s1", {"name": "The mayor", "about": None, "url": None})
    withhold(fire, post_id=quay.id, reason="safety")
    withhold(fire, post_id=crane.id, reason="legal")
    told = [row for row in revisions(fire) if row.kind == Kind.SHARED_CHANGED][-1]
    said = content_of(told) or {}
    assert (said["shared"], said["text"], said["source"]) == ("c1", "It stands.", "The mayor")


def test_a_post_that_moved_goes_from_both_coverages(newsroom: Config) -> None:
    fire, flood = open_harbour_fire(), open_harbour_fire("flood")
    crane = publish_canary(fire)
    _, came = move_post(crane.id, flood)
    withhold(flood, post_id=came.post_id, reason="legal")
    withheld = Post.objects.get(id=came.post_id)
    assert withheld.standing == Standing.WITHHELD
    release(flood, post_id=came.post_id)
    remove(fire, post_id=crane.id, reason="legal")  # asked for where it was first
    assert Post.objects.get(id=crane.id).standing == Standing.MOVED
    assert Post.objects.get(id=came.post_id).standing == Standing.REMOVED
    assert _left(newsroom) == []
