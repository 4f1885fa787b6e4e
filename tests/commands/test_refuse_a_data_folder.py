"""A data folder or database that this version cannot use is refused, and left as it was."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from stoppress.commands.data_folder import file_system
from stoppress.commands.newsroom import schema_state
from stoppress.lib.sqlite_library import has_wal_reset_fix
from tests.commands.shell import Shell

_WRITERS = [
    ("serve", "--edge", "127.0.0.1:0", "--desk", "127.0.0.1:0"),
    ("setup", "--defaults", "--zone", "Europe/Lisbon"),
    ("post", "harbour-fire", "--headline", "H"),
    ("user", "add", "ana"),
    ("rebuild",),
]


@pytest.mark.parametrize("words", _WRITERS, ids=lambda words: str(words[0]))
def test_a_folder_of_a_newer_version_is_not_touched(shell: Shell, words: tuple[str, ...]) -> None:
    (shell.config.data / "format").write_text("2\n", "ascii")
    before = _contents(shell.config.data)
    assert "newer Stoppress (format 2" in shell.refused(*words)
    assert _contents(shell.config.data) == before


@pytest.mark.parametrize("words", _WRITERS, ids=lambda words: str(words[0]))
def test_a_database_of_a_newer_version_is_refused(shell: Shell, words: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('record', '0099_from_the_future', CURRENT_TIMESTAMP)"
        )
    assert "record.0099_from_the_future" in shell.refused(*words)


def test_an_older_database_is_brought_up_to_date_by_setup_alone(shell: Shell) -> None:
    _forget_the_last_step_of_sessions()
    assert "`stoppress setup --defaults`" in shell.refused("user", "list")
    shell.ok("setup", "--defaults")
    shell.ok("user", "list")
    assert schema_state() == ([], [])


def test_a_missing_newsroom_is_named(shell: Shell) -> None:
    elsewhere = shell.config.data.parent / "elsewhere"
    assert "`stoppress setup --data" in shell.refused("user", "list", "--data", str(elsewhere))
    assert not elsewhere.exists()


def test_a_missing_record_is_not_taken_for_a_new_one(shell: Shell) -> None:
    if shell.config.database:
        pytest.skip("on PostgreSQL the record is no file")
    shell.config.record_file.unlink()
    assert "desk.sqlite is missing" in shell.refused("user", "list")
    assert not shell.config.record_file.exists()


def test_a_damaged_record_is_named(shell: Shell) -> None:
    if shell.config.database:
        pytest.skip("on PostgreSQL the record is no file")
    shell.config.record_file.write_bytes(b"this is no database" * 1000)
    assert "damaged" in shell.refused("user", "list")


def test_a_database_server_that_is_not_there_is_named(shell: Shell) -> None:
    shell.environ["STOPPRESS_DATABASE"] = "postgresql://nobody@127.0.0.1:1/news"
    assert "127.0.0.1" in shell.refused("user", "list")


def test_a_format_that_is_no_number_is_refused(shell: Shell) -> None:
    (shell.config.data / "format").write_text("one\n", "ascii")
    assert "should hold a number" in shell.refused("user", "list")


def test_line_40_an_unfit_sqlite_is_refused(shell: Shell, tmp_path: Path) -> None:
    """With pysqlite3 out of reach, the SQLite of this Python is what there is."""
    if shell.config.database:
        pytest.skip("SQLite is not used")
    if _is_fit(_own_sqlite_version()):
        pytest.skip("the SQLite of this Python is fit for use itself")
    hidden = tmp_path / "without"
    hidden.mkdir()
    (hidden / "pysqlite3.py").write_text("raise ImportError\n")
    shell.environ["PYTHONPATH"] = str(hidden)
    assert "install the package pysqlite3" in shell.refused("user", "list")


def test_line_41_a_network_file_system_is_recognised(tmp_path: Path) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        "22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n"
        "40 22 0:44 / /srv/news\\040room rw,relatime shared:9 - nfs4 nas:/news rw,vers=4.2\n"
        "41 40 0:45 / /srv/news\\040room/local rw - xfs /dev/sdb1 rw\n"
    )
    assert file_system(Path("/srv/news room/data"), mounts) == "nfs4"
    assert file_system(Path("/srv/news room/local/data"), mounts) == "xfs"
    assert file_system(Path("/srv/other"), mounts) == "ext4"
    assert file_system(Path("/srv/other"), tmp_path / "missing") == ""


def _forget_the_last_step_of_sessions() -> None:
    """As if this version had just brought the table of sessions along."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE django_session")
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")


def _contents(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.is_file()
    }


def _own_sqlite_version() -> tuple[int, ...]:
    program = "import sqlite3; print(sqlite3.sqlite_version)"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout
    return tuple(map(int, said.split(".")))


def _is_fit(version: tuple[int, ...]) -> bool:
    return has_wal_reset_fix((version[0], version[1], version[2]))
