"""Every process refuses a record or a public store of another version, and says what to run.

reliability.md, line 49.
"""

from __future__ import annotations

import dataclasses
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder

from stoppress.backup import postgres
from stoppress.backup.files import listed
from stoppress.backup.manifest import POSTGRESQL, RECORD, SQLITE, Log, Manifest, write_manifest
from stoppress.backup.pointing import fold_up
from stoppress.config import Config
from stoppress.record.checking.fsck import check_record
from tests.backup.places import lose_record
from tests.commands.shell import Shell, command
from tests.newsroom import open_harbour_fire, publish
from tests.projection.public import projecting
from tests.waiting import PATIENCE, eventually

READING = [
    ("desk", "--desk", "127.0.0.1:0"),
    ("check", "--record"),
    ("user", "list"),
    ("post", "harbour-fire"),
    ("rebuild",),
    ("scrub",),
    ("key", "show"),
    ("backup", "-o", "nowhere"),
    ("restore", "--words", "nowhere"),
]


def of_version(config: Config, last: str) -> None:
    """A fresh database whose record is of an older version, in which coverage was opened."""
    lose_record(config)
    call_command("migrate", "record", last, verbosity=0)
    connections.close_all()


def from_the_future(config: Config) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('record', '9999_from_the_future', '2099-01-01')"
        )
    connections.close_all()


@pytest.mark.parametrize("words", READING, ids=lambda words: words[0])
def test_a_command_refuses_an_older_record_and_says_what_to_run(
    shell: Shell, words: tuple[str, ...]
) -> None:
    of_version(shell.config, "0004")
    line = shell.refused(*words)
    assert "older Stoppress" in line
    assert "stoppress setup --defaults" in line or "stoppress serve" in line


@pytest.mark.parametrize(
    "words", [*READING, ("serve", "--edge", "127.0.0.1:0", "--desk", "127.0.0.1:0")], ids=str
)
def test_every_process_refuses_a_newer_record_and_leaves_it(
    shell: Shell, words: tuple[str, ...]
) -> None:
    from_the_future(shell.config)
    line = shell.refused(*words)
    assert "newer Stoppress" in line and "Nothing was touched" in line


def test_serve_brings_an_older_record_up_to_date(shell: Shell) -> None:
    of_version(shell.config, "0004")
    with shell.serving():
        pass
    fire = open_harbour_fire()
    publish(fire)
    assert list(check_record(shell.config)) == []


def test_a_backup_of_an_older_version_is_brought_up_to_date(shell: Shell, tmp_path: Path) -> None:
    whole = _schema()
    of_version(shell.config, "0004")
    backup = _older_backup(shell.config, tmp_path / "monday")
    lose_record(shell.config)
    shell.ok("restore", backup, "--no-serve")
    assert _schema() == whole
    open_harbour_fire()
    assert list(check_record(shell.config)) == []


def _older_backup(config: Config, folder: Path) -> Path:
    """What the older version would have written; nothing was published in it yet."""
    folder.mkdir()
    engine = POSTGRESQL if config.database else SQLITE
    rows: dict[str, int] = {}
    if config.database:
        with postgres.snapshot() as name:
            rows = postgres.count_rows()
            postgres.dump(config.database, name, folder / RECORD[engine])
    else:
        fold_up(config.record_file)
        shutil.copyfile(config.record_file, folder / RECORD[engine])
    applied = MigrationRecorder(connection).applied_migrations()
    names = tuple(sorted(".".join(name) for name in applied))
    nothing = Log(0, sha256().hexdigest())
    told = Manifest("0.0", "2026-01-01T00:00:00.000000Z", engine, names, nothing, (), rows)
    connections.close_all()
    write_manifest(folder, dataclasses.replace(told, files=listed(folder)))
    return folder


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "older format; is the desk running"), (3, "newer Stoppress; use that version")],
)
def test_an_edge_never_answers_from_a_store_of_another_version(
    shell: Shell, number: int, words: str
) -> None:
    open_harbour_fire()
    with projecting(shell.config):
        pass
    _set_public_format(shell.config, number)
    process = subprocess.Popen(
        command("edge", "--edge", "127.0.0.1:0"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=shell.env,
        text=True,
    )
    try:
        assert process.stderr is not None
        assert words in process.stderr.readline()
    finally:
        process.terminate()
        said, _ = process.communicate(timeout=PATIENCE)
    assert said == ""  # it never said that it serves


def _set_public_format(config: Config, number: int) -> None:
    if config.database:
        import psycopg

        with psycopg.connect(config.database, autocommit=True) as server:
            server.execute("UPDATE stoppress_public.site SET format = %s", (number,))
        return
    with closing(sqlite3.connect(config.public_file, isolation_level=None)) as db:
        db.execute("UPDATE site SET format = ?", (number,))


def test_line_49_a_migration_that_was_killed_half_way_is_completed_by_the_next_run(
    shell: Shell, full: bool
) -> None:
    """`kill -9` at points spread over all of it; the next run goes on from wherever that was."""
    config, whole, complete = shell.config, _schema(), _applied(shell.config)
    of_version(config, "0002")
    begun, halves = _applied(config), 0
    for point in range(begun, complete, 1 if full else 3):
        of_version(config, "0002")
        process = subprocess.Popen(
            command("setup", "--defaults"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=shell.env,
        )
        eventually(lambda: _applied(config) >= point or process.poll() is not None)  # noqa: B023
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=PATIENCE)
        halves += begun < _applied(config) < complete
        shell.ok("setup", "--defaults")
        assert _schema() == whole
        fire = open_harbour_fire()
        publish(fire)
        assert list(check_record(config)) == []
    assert halves, "none was stopped half-way: this checked nothing"


# Dies at the moment at which a migration has been made, and is about to be noted as done.
_DIE_BEFORE_THE_NOTE = """
import os, signal, sys
from django.db.migrations.recorder import MigrationRecorder
left, note = int(sys.argv[1]), MigrationRecorder.record_applied
def record_applied(self, app, name):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
    note(self, app, name)
MigrationRecorder.record_applied = record_applied
import stoppress.__main__ as program
sys.exit(program.main(["setup", "--defaults"]))
"""


def test_line_49_a_migration_killed_before_it_was_noted_is_completed_by_the_next_run(
    shell: Shell, full: bool
) -> None:
    config, whole, complete = shell.config, _schema(), _applied(shell.config)
    of_version(config, "0002")
    steps = complete - _applied(config)
    for step in range(1, steps + 1) if full else sorted({1, 3, 4, 5, steps - 1, steps}):
        of_version(config, "0002")
        words = [sys.executable, "-c", "import stoppress\n" + _DIE_BEFORE_THE_NOTE, str(step)]
        done = subprocess.run(words, env=shell.env, capture_output=True, timeout=PATIENCE)
        assert done.returncode == -signal.SIGKILL, done.stderr
        shell.ok("setup", "--defaults")
        assert _schema() == whole
    open_harbour_fire()
    assert list(check_record(config)) == []


def _applied(config: Config) -> int:
    """How many migrations are done, seen from outside."""
    if config.database:
        import psycopg

        with psycopg.connect(config.database) as server:
            row = server.execute("SELECT count(*) FROM django_migrations").fetchone()
            return int(row[0]) if row else 0
    with closing(sqlite3.connect(config.record_file, timeout=PATIENCE)) as db:
        return int(db.execute("SELECT count(*) FROM django_migrations").fetchone()[0])


_ON_SQLITE = "SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2"
_ON_POSTGRESQL = """
    SELECT table_name, column_name, data_type || is_nullable FROM information_schema.columns
    WHERE table_schema = current_schema()
    UNION ALL SELECT tablename, indexname, indexdef FROM pg_indexes
    WHERE schemaname = current_schema()
    UNION ALL SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger
    WHERE NOT tgisinternal ORDER BY 1, 2, 3
"""


def _schema() -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_ON_SQLITE if connection.vendor == "sqlite" else _ON_POSTGRESQL)
        found: list[tuple[str, ...]] = cursor.fetchall()
    connections.close_all()
    return found
