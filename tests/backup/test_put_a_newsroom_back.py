"""`stoppress restore`: the newsroom as it was, and what was published since. reliability.md, 45."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User

from stoppress.backup.making import make_backup
from stoppress.desk.leftovers import settle
from stoppress.desk.models import Draft
from stoppress.lib.clock import now
from stoppress.notary.checkpoints import CheckpointStore
from stoppress.notary.sequencer import Sequencer
from stoppress.record.append import append
from stoppress.record.checking.fsck import check_record
from stoppress.record.epoch import site_epoch
from stoppress.record.models import Coverage, Gone, Post, Revision
from stoppress.record.removal.removing import remove, withhold
from stoppress.record.vocabulary import Absence, Kind
from tests.archives import sign
from tests.backup.places import at_record_of, elsewhere, lose_public_store, lose_record
from tests.commands.shell import Shell
from tests.newsroom import open_harbour_fire, publish, revisions, some_post
from tests.notary.signing import FIRE
from tests.projection.public import projecting, reading
from tests.record.canary import CANARY, needles, picture_in


def restored(shell: Shell, backup: Path, *words: str | Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(
        shell.ok("restore", backup, "--no-serve", "--json", *words).splitlines()[-1]
    )
    return said


def draft_of(post: Post, words: str) -> None:
    """Somebody is writing a change to the post."""
    Draft.objects.create(
        submission=uuid4(),
        person=User.objects.create_user("ana"),
        coverage_id=post.coverage_id,
        place=f"edit:{post.id}",
        fields={"headline": [words]},
        saved_at=now(),
    )


def rows(coverage: str) -> list[tuple[int, bytes, bytes | None]]:
    return [
        (row.position, bytes(row.leaf), bytes(row.content) if row.content else None)
        for row in revisions(coverage)
    ]


def test_it_comes_back_as_it_was_on_a_new_machine(shell: Shell, tmp_path: Path) -> None:
    fire = open_harbour_fire()
    publish(fire, "Crane falls")
    before = rows(fire)
    shell.ok("backup", "-o", tmp_path / "monday")
    with elsewhere(shell.config, tmp_path / "new") as new:
        said = restored(new, tmp_path / "monday")
        assert (said["revisions"], said["taken_in"], said["lost"]) == (2, 0, 0)
        with at_record_of(new.config):
            assert rows(fire) == before
            assert list(check_record(new.config)) == []
            with reading(new.config) as reader:
                assert [head.position for head in reader.heads()] == [2]
                assert (
                    reader.site().epoch
                    == said["epoch"]
                    != site_epoch(shell.config.checkpoints_file)
                )


def test_without_the_checkpoint_file_it_says_what_that_means(shell: Shell, tmp_path: Path) -> None:
    open_harbour_fire()
    sign(shell.config)
    shell.ok("backup", "-o", tmp_path / "monday")
    with elsewhere(shell.config, tmp_path / "new") as new:
        lines = new.ok("restore", tmp_path / "monday", "--no-serve")
        assert "nobody can say what was signed" in lines and "key continue --all" in lines
        assert "restored    1 revisions" in lines


def test_a_key_that_may_have_signed_more_than_the_backup_tells_is_spoken_of(
    shell: Shell, tmp_path: Path
) -> None:
    open_harbour_fire()
    shell.ok("backup", "-o", tmp_path / "monday")  # before the first signature
    sign(shell.config)
    with elsewhere(shell.config, tmp_path / "new") as new:
        new.config.data.mkdir(mode=0o700)
        shutil.copytree(shell.config.data / "keys", new.config.data / "keys")
        (note,) = restored(new, tmp_path / "monday")["notes"]
        assert "key replace --reason lost" in note


def test_line_45_what_was_published_after_the_backup_is_taken_in_again(
    shell: Shell, tmp_path: Path
) -> None:
    if shell.config.database:
        pytest.skip("there the public store lies in the database that was lost")
    config = shell.config
    fire = open_harbour_fire()
    publish(fire, "Before")
    sign(config)
    make_backup(config, tmp_path / "monday")
    publish(fire, "After")
    flood = open_harbour_fire("flood")
    publish(flood, "Water")
    sign(config)
    before, epoch = rows(fire) + rows(flood), site_epoch(config.checkpoints_file)
    lose_record(config)
    said = restored(shell, tmp_path / "monday")
    assert (said["taken_in"], said["lost"], said["origins"]) == (3, 0, {})
    assert said["notes"] == []
    assert rows(fire) + rows(flood) == before
    assert site_epoch(config.checkpoints_file) == said["epoch"] != epoch
    assert list(check_record(config)) == []
    publish(fire, "And on")
    sign(config)  # under the same name, without a fork: the store would refuse one
    with closing(CheckpointStore(config.checkpoints_file)) as store:
        assert store.troubles() == {}
        assert store.latest()["harbour-fire"].origin == FIRE
        assert store.latest()["harbour-fire"].size == 4
    assert list(check_record(config)) == []


def test_words_that_nobody_has_are_shown_as_lost(shell: Shell, tmp_path: Path) -> None:
    if shell.config.database:
        pytest.skip("there the public store lies in the database that was lost")
    config = shell.config
    fire = open_harbour_fire()
    sign(config)
    make_backup(config, tmp_path / "monday")
    post = publish(fire, "Crane falls")
    withhold(fire, post_id=post.id, reason="legal")  # so no public place has its words
    publish(fire, "Another")
    sign(config)
    lose_record(config)
    said = restored(shell, tmp_path / "monday")
    assert (said["taken_in"], said["lost"], said["origins"]) == (3, 1, {})
    last = revisions(fire)[-1]
    assert (last.kind, json.loads(bytes(last.content or b""))) == ("lost", {"positions": [2]})
    assert Post.objects.get(id=post.id).standing == "withheld"
    assert list(check_record(config)) == []
    sign(config)
    with reading(config) as reader:
        leaf = reader.leaves("harbour-fire", 1, 1)[0]
        assert json.loads(leaf.said) == {"position": 2, "gone": "withheld", "by": 3}


def test_where_leaves_cannot_be_had_the_log_goes_on_under_a_new_origin(
    shell: Shell, tmp_path: Path
) -> None:
    config = shell.config
    fire = open_harbour_fire()
    publish(fire, "Before")
    sign(config)
    make_backup(config, tmp_path / "monday")
    publish(fire, "After")
    sign(config)
    with closing(CheckpointStore(config.checkpoints_file)) as store:
        before = store.latest()["harbour-fire"]
    lose_record(config)
    lose_public_store(config)
    said = restored(shell, tmp_path / "monday")
    assert (said["taken_in"], said["origins"]) == (0, {"harbour-fire": f"{FIRE}/2"})
    last = revisions(fire)[-1]
    assert last.kind == "continued"
    told = json.loads(bytes(last.content or b""))
    assert told == {"origin": FIRE, "size": 3, "root": before.root.hex()}
    sign(config)
    with closing(CheckpointStore(config.checkpoints_file)) as store:
        Sequencer(config, store).round()
        assert store.troubles() == {}
        assert store.latest()["harbour-fire"].head[:2] == (f"{FIRE}/2", 3)
    assert list(check_record(config)) == []


def test_a_post_that_was_removed_after_the_backup_does_not_come_back(
    shell: Shell, tmp_path: Path
) -> None:
    config = shell.config
    fire = open_harbour_fire()
    picture = picture_in(config.desk_media)
    block = {"type": "picture", "media": picture, "alt": CANARY, "credit": CANARY}
    said_first = some_post(CANARY, CANARY)
    said_first["blocks"].append(block)
    post = append(fire, Kind.POSTED, said_first).post
    assert post is not None
    draft_of(post, CANARY)
    sign(config)
    make_backup(config, tmp_path / "monday")
    remove(fire, post_id=post.id, reason="legal")
    settle(config)  # as the desk does: pictures, drafts
    (config.desk_media / picture).unlink(missing_ok=True)
    sign(config)
    lose_record(config)
    said = restored(shell, tmp_path / "monday")
    assert not Draft.objects.exists()
    assert said["removed"] == 1
    assert "still holds the words of 1" in said["notes"][-1]
    assert Revision.objects.get(coverage_id=fire, position=2).content is None
    assert Gone.objects.get(coverage_id=fire, position=2).sort == Absence.REMOVED
    if not config.database:
        for file in config.data.rglob("*"):
            data = file.read_bytes() if file.is_file() else b""
            assert not [needle for needle in needles() if needle in data], file
    assert list(check_record(config)) == [] or config.database
    with projecting(config), reading(config) as reader:
        page = reader.page(f"/harbour-fire/posts/{post.id}")
        assert page is not None and page.status == 410


def test_an_older_record_is_moved_aside_and_not_lost(shell: Shell, tmp_path: Path) -> None:
    if shell.config.database:
        pytest.skip("on PostgreSQL the database must be empty")
    fire = open_harbour_fire()
    shell.ok("backup", "-o", tmp_path / "monday")
    publish(fire)
    assert "--replace" in shell.refused("restore", tmp_path / "monday", "--no-serve")
    assert Coverage.objects.get(id=fire).head == 2  # nothing was touched
    from django.db import connections

    connections.close_all()
    said = restored(shell, tmp_path / "monday", "--replace")
    assert said["revisions"] == 1
    aside = Path(said["aside"])
    old = shell.config.data / aside.name
    assert (old / "desk.sqlite").exists()
    with at_record_of(Shell(type(shell.config)(data=old)).config):
        assert Coverage.objects.get(id=fire).head == 2
    assert Coverage.objects.get(id=fire).head == 1


def test_it_ends_serving(shell: Shell, tmp_path: Path) -> None:
    fire = open_harbour_fire()
    publish(fire, "Crane falls")
    shell.ok("backup", "-o", tmp_path / "monday")
    with elsewhere(shell.config, tmp_path / "new") as new:
        import subprocess

        from tests.commands.shell import command, page

        words = command(
            "restore", tmp_path / "monday", "--edge", "127.0.0.1:0", "--desk", "127.0.0.1:0"
        )
        process = subprocess.Popen(words, stdout=subprocess.PIPE, env=new.env, text=True)
        try:
            assert process.stdout is not None
            lines = iter(process.stdout.readline, "")
            address = next(line for line in lines if line.startswith("reader ")).split()[1]
            assert "Crane falls" in page(f"{address}/harbour-fire/")
            assert "being served" in new.refused("restore", tmp_path / "monday", "--no-serve")
        finally:
            process.terminate()
            process.communicate(timeout=60)
