"""Nothing is restored from a backup that is not what was backed up, nor over anything.

reliability.md, lines 44 and 33.
"""

from __future__ import annotations

import json
import os
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import connections

from stoppress.backup.making import make_backup
from stoppress.backup.manifest import HASH, NAME
from stoppress.config import Config
from stoppress.projection.lease import lease
from stoppress.record.append import append
from stoppress.record.vocabulary import Kind
from tests.backup.places import at_record_of, elsewhere
from tests.backup.test_put_a_newsroom_back import restored, rows
from tests.commands.shell import Shell
from tests.newsroom import open_harbour_fire, publish
from tests.record.canary import picture_in


def backed_up(config: Config, tmp_path: Path) -> Path:
    fire = open_harbour_fire()
    picture = picture_in(config.desk_media, "a crane")
    block = {"type": "picture", "media": picture, "alt": "A crane", "credit": "Ana Reis"}
    append(fire, Kind.POSTED, {"headline": "Seen", "blocks": [block]})
    (config.data / "settings.toml").write_text('site_name = "Tide"\n')
    make_backup(config, tmp_path / "monday")
    return tmp_path / "monday"


def test_a_flipped_byte_in_any_file_is_found_and_named(shell: Shell, tmp_path: Path) -> None:
    backup = backed_up(shell.config, tmp_path)
    with elsewhere(shell.config, tmp_path / "new") as new:
        files = sorted(path for path in backup.rglob("*") if path.is_file())
        assert len(files) == 5
        for path in files:
            whole = path.read_bytes()
            for at in {0, len(whole) // 2, len(whole) - 1}:
                path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
                line = new.refused("restore", backup, "--no-serve")
                assert path.name.removesuffix(".sha256") in line
            path.write_bytes(whole)
        assert not new.config.data.exists()
        assert restored(new, backup)["revisions"] == 2


def test_a_file_more_or_less_is_found_and_named(shell: Shell, tmp_path: Path) -> None:
    backup = backed_up(shell.config, tmp_path)
    with elsewhere(shell.config, tmp_path / "new") as new:
        (backup / "more").write_text("more")
        assert "more is not of this backup" in new.refused("restore", backup)
        (backup / "more").unlink()
        (backup / "settings.toml").unlink()
        assert "settings.toml is missing" in new.refused("restore", backup)
        assert "no whole backup" in new.refused("restore", tmp_path)


def test_a_database_that_is_another_is_found_though_every_hash_is_right(
    shell: Shell, tmp_path: Path
) -> None:
    backup = backed_up(shell.config, tmp_path)
    said = json.loads((backup / NAME).read_text())
    said["coverages"][0]["root"] = "00" * 32
    write_manifest_anew(backup, said)
    with elsewhere(shell.config, tmp_path / "new") as new:
        line = new.refused("restore", backup, "--no-serve")
        assert "not the one that its manifest tells of" in line


def test_a_backup_of_a_newer_version_is_refused_and_nothing_touched(
    shell: Shell, tmp_path: Path
) -> None:
    backup = backed_up(shell.config, tmp_path)
    said = json.loads((backup / NAME).read_text())
    said["migrations"].append("record.9999_from_the_future")
    write_manifest_anew(backup, said)
    with elsewhere(shell.config, tmp_path / "new") as new:
        line = new.refused("restore", backup, "--no-serve")
        assert "newer Stoppress" in line and "9999_from_the_future" in line
        assert not new.config.record_file.exists()
        said["format"] = "stoppress-backup/2"
        write_manifest_anew(backup, said)
        assert "stoppress-backup/2" in new.refused("restore", backup, "--no-serve")


@pytest.mark.parametrize("ending", ["-wal", "-shm", "-journal"])
def test_line_44_a_stale_log_is_never_read_with_the_restored_record(
    shell: Shell, tmp_path: Path, ending: str
) -> None:
    if shell.config.database:
        pytest.skip("PostgreSQL has no such file")
    backup = backed_up(shell.config, tmp_path)
    with elsewhere(shell.config, tmp_path / "new") as new:
        new.config.data.mkdir(mode=0o700)
        stale = new.config.data / f"desk.sqlite{ending}"
        stale.write_bytes(b"left by another")
        line = new.refused("restore", backup, "--no-serve")
        assert stale.name in line and "--replace" in line
        aside = Path(restored(new, backup, "--replace")["aside"])
        assert (aside / stale.name).read_bytes() == b"left by another"
        with at_record_of(new.config):
            assert len(rows(open_id())) == 2
        (backup / f"desk.sqlite{ending}").write_bytes(b"left beside the backup")
        assert f"desk.sqlite{ending}" in new.refused("restore", backup, "--replace")


def test_a_real_stale_log_of_another_moment_is_not_replayed(shell: Shell, tmp_path: Path) -> None:
    """The write-ahead log of the very record, of after the backup: the likeliest to be left."""
    if shell.config.database:
        pytest.skip("PostgreSQL has no such file")
    backup = backed_up(shell.config, tmp_path)
    fire = open_id()
    publish(fire, "After the backup")
    log = shell.config.data / "desk.sqlite-wal"
    left = log.read_bytes()
    assert left
    connections.close_all()
    shell.config.record_file.unlink()
    log.write_bytes(left)
    assert log.name in shell.refused("restore", backup, "--no-serve")
    assert restored(shell, backup, "--replace")["revisions"] == 2
    assert len(rows(fire)) == 2


def test_a_folder_that_holds_something_else_is_refused(shell: Shell, tmp_path: Path) -> None:
    backup = backed_up(shell.config, tmp_path)
    with elsewhere(shell.config, tmp_path / "new") as new:
        new.config.data.mkdir()
        (new.config.data / "letters").write_text("private")
        assert "letters" in new.refused("restore", backup)


def test_a_newsroom_whose_desk_is_at_work_is_refused(shell: Shell, tmp_path: Path) -> None:
    """Also where no `serve` holds the folder: a desk that runs alone."""
    backup = backed_up(shell.config, tmp_path)
    with lease(shell.config):
        line = shell.refused("restore", backup, "--no-serve", "--replace")
    assert "another process is publishing" in line


def test_a_backup_goes_back_to_the_kind_of_database_that_it_is_of(
    shell: Shell, tmp_path: Path
) -> None:
    backup = backed_up(shell.config, tmp_path)
    other = Shell(Config(data=tmp_path / "new"))
    if not shell.config.database:
        other.environ["STOPPRESS_DATABASE"] = "postgresql://nobody@127.0.0.1:1/nothing"
    line = other.refused("restore", backup, "--no-serve")
    assert "PostgreSQL" in line and "`database`" in line
    assert not other.config.data.exists()


def test_the_settings_come_along_where_there_are_none(shell: Shell, tmp_path: Path) -> None:
    backup = backed_up(shell.config, tmp_path)
    with elsewhere(shell.config, tmp_path / "new") as new:
        restored(new, backup)
        assert (new.config.data / "settings.toml").read_text() == 'site_name = "Tide"\n'
    with elsewhere(shell.config, tmp_path / "newer") as newer:
        newer.config.data.mkdir(mode=0o700)
        (newer.config.data / "settings.toml").write_text('site_name = "Ebb"\n')
        restored(newer, backup)
        assert (newer.config.data / "settings.toml").read_text() == 'site_name = "Ebb"\n'


def test_a_database_that_is_not_empty_is_refused(shell: Shell, tmp_path: Path) -> None:
    if not shell.config.database:
        pytest.skip("on SQLite it is a file: --replace")
    backup = backed_up(shell.config, tmp_path)
    assert "not empty" in shell.refused("restore", backup, "--no-serve")


def test_a_full_disk_leaves_neither_half_a_backup_nor_half_a_newsroom(
    shell: Shell, tmp_path: Path
) -> None:
    if os.getuid() != 0:
        pytest.skip("only root can make a small disk to fill")
    fire = open_harbour_fire()
    for number in range(300):
        publish(fire, f"Post {number}", os.urandom(900).hex())  # nothing packs it
    make_backup(shell.config, tmp_path / "monday")
    small = tmp_path / "small"
    small.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(small)]
    if subprocess.run(mounting, capture_output=True).returncode:
        pytest.skip("this machine does not let us mount a small disk")
    try:
        line = shell.refused("backup", "-o", small / "tuesday")
        assert "full" in line or "No space" in line
        assert list(small.iterdir()) == []
        if not shell.config.database:  # on PostgreSQL that is the server's disk
            with elsewhere(shell.config, small / "data") as new:
                assert "full" in new.refused("restore", tmp_path / "monday", "--no-serve")
                assert not new.config.record_file.exists()
    finally:
        subprocess.run(["umount", str(small)], check=True)
    with elsewhere(shell.config, tmp_path / "new") as new:
        assert restored(new, tmp_path / "monday")["revisions"] == 301


def open_id() -> str:
    from stoppress.record.models import Coverage

    return Coverage.objects.get().id


def write_manifest_anew(backup: Path, said: dict[str, object]) -> None:
    """As somebody would who also writes the hash anew."""
    text = json.dumps(said).encode()
    (backup / NAME).write_bytes(text)
    (backup / HASH).write_text(f"{sha256(text).hexdigest()}  {NAME}\n")
