"""`stoppress backup`: whole, of one moment, checked; and never over something else."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from stoppress.backup.making import make_backup
from stoppress.backup.manifest import read_manifest
from stoppress.commands.failures import one_line
from stoppress.config import Config
from stoppress.record.append import append
from stoppress.record.errors import Refused
from stoppress.record.removal.ledger_file import noted
from stoppress.record.removal.removing import remove
from stoppress.record.vocabulary import Kind
from tests.commands.shell import Shell
from tests.newsroom import open_harbour_fire, publish, some_post
from tests.record.canary import CANARY, needles, picture_in


def test_it_holds_record_pictures_and_settings_and_no_secret(shell: Shell, tmp_path: Path) -> None:
    config = shell.config
    fire = open_harbour_fire()
    picture = picture_in(config.desk_media, "a crane")
    block = {"type": "picture", "media": picture, "alt": "A crane", "credit": "Ana Reis"}
    append(fire, Kind.POSTED, some_post() | {"blocks": [block]})
    (config.data / "settings.toml").write_text('site_name = "Tide"\nlanguage = "pt"\n')
    target = tmp_path / "backups" / "monday"
    said = json.loads(shell.ok("backup", "-o", target, "--json"))
    assert (said["revisions"], said["coverages"]) == (2, 1)
    record = "desk.dump" if config.database else "desk.sqlite"
    files = sorted(str(one.relative_to(target)) for one in target.rglob("*") if one.is_file())
    own = ["backup.json", "backup.json.sha256"]
    assert files == [*own, f"desk-media/{picture}", record, "settings.toml"]
    manifest = read_manifest(target)
    assert [(one.slug, one.head) for one in manifest.coverages] == [("harbour-fire", 2)]
    assert "record.0001_record" in manifest.migrations
    assert [one.name for one in target.parent.iterdir()] == ["monday"]  # nothing beside it


def test_it_leaves_passwords_out_of_the_settings(newsroom: Config, tmp_path: Path) -> None:
    text = 'database = "postgresql://a:secret@b/c"\nzone = "UTC"\npublic_database = "secret"\n'
    (newsroom.data / "settings.toml").write_text(text)
    make_backup(newsroom, tmp_path / "monday")
    assert (tmp_path / "monday" / "settings.toml").read_text() == 'zone = "UTC"\n'


def test_it_overwrites_nothing(newsroom: Config, tmp_path: Path) -> None:
    target = tmp_path / "monday"
    target.write_text("mine")
    with pytest.raises(Refused, match="there already"):
        make_backup(newsroom, target)
    assert target.read_text() == "mine"


def test_a_place_that_cannot_be_written_is_named_as_it_was_asked_for(
    newsroom: Config, tmp_path: Path
) -> None:
    (tmp_path / "shelf").write_text("no folder")
    target = tmp_path / "shelf" / "monday"
    with pytest.raises(OSError) as refused:
        make_backup(newsroom, target)
    assert refused.value.filename == str(target)
    assert one_line(refused.value) == f"{target}: not a directory"


def test_it_clears_what_an_earlier_run_left(newsroom: Config, tmp_path: Path) -> None:
    part = tmp_path / ".monday.part"
    part.mkdir()
    (part / "half").write_text("half")
    make_backup(newsroom, tmp_path / "monday")
    assert not part.exists() and not (tmp_path / "monday" / "half").exists()


def test_it_refuses_to_keep_a_record_that_is_damaged(newsroom: Config, tmp_path: Path) -> None:
    from django.db import connection

    fire = open_harbour_fire()
    with connection.cursor() as cursor:
        trigger = "record_revision_changes" if newsroom.database else "record_revision_no_change"
        on = " ON record_revision" if newsroom.database else ""
        cursor.execute(f"DROP TRIGGER {trigger}{on}")
        cursor.execute(
            "UPDATE record_revision SET content = %s WHERE coverage_id = %s", [b"{}", fire]
        )
    with pytest.raises(Refused, match=r"the copy is not whole: .*harbour-fire"):
        make_backup(newsroom, tmp_path / "monday")
    assert list(tmp_path.glob("*monday*")) == []


def test_it_refuses_where_a_picture_is_missing(newsroom: Config, tmp_path: Path) -> None:
    fire = open_harbour_fire()
    picture = picture_in(newsroom.desk_media, "a crane")
    block = {"type": "picture", "media": picture, "alt": "A crane", "credit": "Ana Reis"}
    append(fire, Kind.POSTED, some_post() | {"blocks": [block]})
    (newsroom.desk_media / picture).unlink()
    with pytest.raises(Refused, match="is missing"):
        make_backup(newsroom, tmp_path / "monday")


def test_it_names_a_picture_that_is_damaged(newsroom: Config, tmp_path: Path) -> None:
    open_harbour_fire()
    picture = picture_in(newsroom.desk_media, "of a draft")
    (newsroom.desk_media / picture).write_bytes(b"rotten")
    with pytest.raises(Refused, match=f"{picture} is damaged"):
        make_backup(newsroom, tmp_path / "monday")


def test_nothing_that_was_removed_is_in_a_backup_made_afterwards(
    newsroom: Config, tmp_path: Path
) -> None:
    fire = open_harbour_fire()
    post = publish(fire, CANARY, CANARY)
    remove(fire, post_id=post.id, reason="legal")
    make_backup(newsroom, tmp_path / "monday")
    for file in (tmp_path / "monday").rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            assert not [needle for needle in needles() if needle in data], file


def test_it_lists_the_backups_that_still_hold_what_was_removed(
    shell: Shell, tmp_path: Path
) -> None:
    fire = open_harbour_fire()
    post = publish(fire)
    folder = tmp_path / "backups"
    shell.ok("backup", "-o", folder / "monday")
    remove(fire, post_id=post.id, reason="legal")
    assert [one.position for one in noted(shell.config.checkpoints_file)] == [2]
    shell.ok("backup", "-o", folder / "tuesday")
    (folder / "broken").mkdir()
    (folder / "broken" / "backup.json").write_text("{}")
    said = json.loads(shell.ok("backup", "--list", folder, "--json"))["backups"]
    told = {Path(one["path"]).name: one for one in said}
    assert [one["position"] for one in told["monday"]["holds_removed"]] == [2]
    assert told["tuesday"]["holds_removed"] == [] and told["tuesday"]["trouble"] is None
    assert "backup.json" in told["broken"]["trouble"]
    lines = shell.ok("backup", "--list", folder)
    assert re.search(r"monday .*still holds the words of 1 revision removed", lines)


def test_a_sqlite_copy_is_one_file_that_opens_by_itself(newsroom: Config, tmp_path: Path) -> None:
    if newsroom.database:
        pytest.skip("PostgreSQL writes a dump")
    open_harbour_fire()
    make_backup(newsroom, tmp_path / "monday")
    with closing(sqlite3.connect(tmp_path / "monday" / "desk.sqlite")) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert db.execute("SELECT count(*) FROM record_revision").fetchone() == (1,)


def test_it_says_what_to_do_where_it_is_asked_wrongly(shell: Shell, tmp_path: Path) -> None:
    assert "-o PATH" in shell.refused("backup")
    assert "no folder" in shell.refused("backup", "--list", tmp_path / "nowhere")
