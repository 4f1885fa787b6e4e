"""The removal ledger: what was removed stays removed, whatever is put back."""

from __future__ import annotations

import shutil

import pytest
from django.db import connection, transaction

from stoppress.config import Config
from stoppress.record.append import append
from stoppress.record.checking.fsck import check_record
from stoppress.record.models import Coverage, Gone, Post
from stoppress.record.removal import ledger_file
from stoppress.record.removal.ledger import reapply
from stoppress.record.removal.removing import remove
from stoppress.record.removal.scrub import scrub_file
from stoppress.record.vocabulary import Kind, Standing
from tests.newsroom import harbour_fire, open_harbour_fire, publish, revisions, some_post
from tests.record.canary import files_with_canary, publish_canary


def test_there_is_nothing_to_do_where_nothing_was_removed(newsroom: Config) -> None:
    publish(open_harbour_fire())
    assert reapply(newsroom).positions == 0
    assert not newsroom.checkpoints_file.exists()


def test_a_removal_that_was_cut_off_is_finished(newsroom: Config) -> None:
    """The ledger was written, and the power failed before the words were destroyed."""
    fire = open_harbour_fire()
    crane = publish(fire)
    with transaction.atomic():
        remove(fire, post_id=crane.id, reason="legal")
        transaction.set_rollback(True)
    assert revisions(fire)[1].content is not None
    again = reapply(newsroom)
    assert (again.positions, again.posts) == (1, {crane.id})
    assert [row.kind for row in revisions(fire)] == ["opened", "posted", "removed"]
    assert revisions(fire)[1].content is None
    assert Post.objects.get(id=crane.id).standing == Standing.REMOVED
    assert reapply(newsroom).positions == 0
    assert len(revisions(fire)) == 3


def test_an_old_backup_brings_no_word_back(newsroom: Config) -> None:
    if newsroom.database:
        pytest.skip("the backup is a copy of SQLite's file")
    fire = open_harbour_fire()
    crane = publish_canary(fire)
    scrub_file(newsroom.record_file)
    backup = newsroom.data.parent / "backup.sqlite"
    shutil.copyfile(newsroom.record_file, backup)
    remove(fire, post_id=crane.id, reason="legal")
    connection.close()
    shutil.copyfile(backup, newsroom.record_file)
    assert "desk.sqlite" in files_with_canary(newsroom.data)
    assert any("is there again" in one.text for one in check_record(newsroom))
    reapply(newsroom)
    scrub_file(newsroom.record_file)
    assert files_with_canary(newsroom.data) == []


def test_other_words_at_the_same_position_are_left_alone(newsroom: Config) -> None:
    """After a restore other posts may have taken the positions of those that were lost."""
    fire = open_harbour_fire()
    publish(fire)
    other = ledger_file.Noted(fire, 2, bytes(32), "2026-01-01T00:00:00Z", "legal")
    ledger_file.note(newsroom.checkpoints_file, [other])
    assert reapply(newsroom).positions == 0
    assert revisions(fire)[1].content is not None


def test_a_removed_header_that_would_be_shown_again_is_replaced(newsroom: Config) -> None:
    fire = open_harbour_fire()
    append(fire, Kind.HEADER_CHANGED, harbour_fire() | {"title": "A name"})
    row = revisions(fire)[1]
    noted = ledger_file.Noted(fire, 2, bytes(row.commitment), "2026-01-01T00:00:00Z", "privacy")
    ledger_file.note(newsroom.checkpoints_file, [noted])
    reapply(newsroom)
    assert [row.kind for row in revisions(fire)][2:] == ["header_changed", "removed"]
    assert revisions(fire)[1].content is None
    assert Coverage.objects.get(id=fire).title == "harbour-fire"


def test_words_go_even_where_the_record_cannot_say_so(newsroom: Config, bad_record: None) -> None:
    """A shared change that another post still shows; the rules would have it changed first."""
    fire = open_harbour_fire()
    block = {"type": "context", "context": "quay", "title": "The quay", "paragraphs": ["Old."]}
    append(fire, Kind.POSTED, some_post("Quay") | {"blocks": [block]})
    crane = append(fire, Kind.POSTED, some_post() | {"blocks": [block | {"paragraphs": ["New."]}]})
    noted = ledger_file.Noted(fire, 3, bytes(crane.commitment), "2026-01-01T00:00:00Z", "legal")
    ledger_file.note(newsroom.checkpoints_file, [noted])
    reapply(newsroom)
    assert revisions(fire)[2].content is None
    assert Gone.objects.get().sort == "removed"
    assert any(one.column == "gone" for one in check_record(newsroom))
