"""Leaves and words that a backup lacks, from a copy of the site and from archives."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from pathlib import Path

from stoppress.backup.making import make_backup
from stoppress.backup.words import bring_words
from stoppress.notary.checkpoints import CheckpointStore
from stoppress.record.append import append
from stoppress.record.checking.fsck import check_record
from stoppress.record.models import Gone, Post, Revision
from stoppress.record.removal.removing import remove, withhold
from stoppress.record.vocabulary import Kind
from tests.archives import export, sign
from tests.backup.places import (
    at_record_of,
    elsewhere,
    hold_what_belongs_to,
    lose_public_store,
    lose_record,
)
from tests.backup.test_put_a_newsroom_back import restored, rows
from tests.commands.shell import Shell
from tests.newsroom import open_harbour_fire, publish, revisions
from tests.notary.signing import FIRE
from tests.projection.public import reading
from tests.record.canary import CANARY, picture_in


def test_it_asks_an_archive(shell: Shell, tmp_path: Path) -> None:
    config = shell.config
    fire = open_harbour_fire()
    sign(config)
    make_backup(config, tmp_path / "monday")
    picture = picture_in(config.desk_media, "a crane")
    block = {"type": "picture", "media": picture, "alt": "A crane", "credit": "Ana Reis"}
    append(fire, Kind.POSTED, {"headline": "Seen", "blocks": [block]})
    publish(fire, "After")
    sign(config)
    before = rows(fire)
    export(config, tmp_path / "archive")
    with elsewhere(config, tmp_path / "new") as new:
        hold_what_belongs_to(config, new.config)
        said = restored(new, tmp_path / "monday", "--from", tmp_path / "archive")
        assert (said["taken_in"], said["lost"], said["notes"]) == (2, 0, [])
        assert "harbour-fire" not in said["origins"]
        with at_record_of(new.config):
            assert rows(fire)[:3] == before
            assert (new.config.desk_media / picture).read_bytes()
            sign(new.config)
            assert list(check_record(new.config)) == []
            with closing(CheckpointStore(new.config.checkpoints_file)) as store:
                assert store.troubles() == {}
                assert store.latest()["harbour-fire"].origin == FIRE


def test_it_asks_a_mirror_by_its_address(shell: Shell, tmp_path: Path) -> None:
    config = shell.config
    fire = open_harbour_fire()
    sign(config)
    make_backup(config, tmp_path / "monday")
    publish(fire, "After")
    flood = open_harbour_fire("flood")
    publish(flood, "Water")
    sign(config)
    before = rows(fire) + rows(flood)
    (config.data / "format").write_text("1\n")
    with (
        shell.serving(name="serve") as served,
        elsewhere(config, tmp_path / "new") as new,
    ):
        hold_what_belongs_to(config, new.config)
        said = restored(new, tmp_path / "monday", "--from", served.reader)
        assert (said["taken_in"], said["lost"], said["origins"]) == (3, 0, {})
        with at_record_of(new.config):
            assert rows(fire) + rows(flood) == before
            sign(new.config)
            assert list(check_record(new.config)) == []


def test_a_source_that_cannot_be_asked_stops_the_restore(shell: Shell, tmp_path: Path) -> None:
    open_harbour_fire()
    make_backup(shell.config, tmp_path / "monday")
    with elsewhere(shell.config, tmp_path / "new") as new:
        line = new.refused("restore", tmp_path / "monday", "--from", tmp_path / "nowhere")
        assert "--from" in line and "not there" in line
        assert not new.config.record_file.exists()


def test_an_archive_of_somebody_else_is_not_believed(shell: Shell, tmp_path: Path) -> None:
    config = shell.config
    fire = open_harbour_fire()
    publish(fire, "Theirs")
    sign(config)
    export(config, tmp_path / "theirs")
    lose_record(config)
    lose_public_store(config)
    shutil.rmtree(config.data / "keys")
    for path in config.data.glob("checkpoints.sqlite*"):
        path.unlink()
    shell.ok("setup", "--defaults")
    open_harbour_fire("flood")
    sign(config)
    make_backup(config, tmp_path / "monday")
    lose_record(config)
    said = restored(shell, tmp_path / "monday", "--from", tmp_path / "theirs")
    assert said["taken_in"] == 0
    assert not Revision.objects.filter(coverage_id=fire).exists()


def test_lost_words_come_back_from_an_archive(shell: Shell, tmp_path: Path) -> None:
    """The mirror that was asked first had leaves and no words; an archive turns up later."""
    config = shell.config
    fire = open_harbour_fire()
    sign(config)
    make_backup(config, tmp_path / "monday")
    post = publish(fire, "Crane falls", "The words.")
    gone = publish(fire, CANARY, CANARY)
    sign(config)
    export(config, tmp_path / "archive")
    bare = tmp_path / "bare"
    shutil.copytree(tmp_path / "archive", bare)
    shutil.rmtree(bare / "record" / "contents")
    lose_record(config)
    lose_public_store(config)
    said = restored(shell, tmp_path / "monday", "--from", bare)
    assert (said["taken_in"], said["lost"]) == (2, 2)
    assert Post.objects.get(id=post.id).headline == ""
    assert list(check_record(config)) == []
    sign(config)
    with reading(config) as reader:
        page = reader.page(f"/harbour-fire/posts/{post.id}")
        assert page is not None and b"lost" in page.body.lower()
    remove(fire, post_id=gone.id, reason="legal")
    assert json.loads(shell.ok("restore", "--words", tmp_path / "archive", "--json")) == {
        "words": 1
    }
    assert Post.objects.get(id=post.id).headline == "Crane falls"
    assert Revision.objects.get(coverage_id=fire, position=3).content is None
    last = revisions(fire)[-1]
    assert (last.kind, last.post_id) == ("released", post.id)
    assert list(check_record(config)) == []
    assert not Gone.objects.filter(coverage_id=fire, position=2).exists()
    assert bring_words(config, tmp_path / "archive") == 0
    sign(config)
    with reading(config) as reader:
        page = reader.page(f"/harbour-fire/posts/{post.id}")
        assert page is not None and b"The words." in page.body


def test_where_it_is_lost_what_was_withheld_the_whole_post_is(shell: Shell, tmp_path: Path) -> None:
    config = shell.config
    fire = open_harbour_fire()
    post = publish(fire, CANARY, CANARY)
    sign(config)
    make_backup(config, tmp_path / "monday")
    withhold(fire, post_id=post.id, reason="safety")
    sign(config)
    export(config, tmp_path / "archive")
    shutil.rmtree(tmp_path / "archive" / "record" / "contents")
    lose_record(config)
    lose_public_store(config)
    said = restored(shell, tmp_path / "monday", "--from", tmp_path / "archive")
    assert said["lost"] == 1
    assert any("the whole post is withheld" in note for note in said["notes"])
    assert Post.objects.get(id=post.id).standing == "withheld"
    assert list(check_record(config)) == []
    sign(config)
    with reading(config) as reader:
        page = reader.page("/harbour-fire/")
        assert page is not None and CANARY.encode() not in page.body
