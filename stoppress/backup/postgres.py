"""PostgreSQL's own programs: `pg_dump` of one snapshot, `pg_restore`, and counting what came out.

The password goes by the environment, so that no other process can read it in the list of processes.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.db import connection, transaction

from stoppress.record.errors import Refused

_PUBLIC = "stoppress_public"  # the public store is derived
_COPY = re.compile(rb"COPY (?:\w+\.)?\"?(\w+)\"? \(.*\) FROM stdin;\n")
_TABLES = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname = current_schema() ORDER BY 1
"""


@contextmanager
def snapshot() -> Iterator[str]:
    """Everything that Django reads in the block is of one moment; the name by which others see it.

    However long it takes: a dump must not be cut off by the limits that are meant for the desk.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SELECT pg_export_snapshot()")
            (name,) = cursor.fetchone()
        yield str(name)


def lift_limits() -> None:
    """Let this connection take its time: the limits are meant for a desk with people at it."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")


def count_rows() -> dict[str, int]:
    """How many rows each table of the record and the desk has."""
    quoted = connection.ops.quote_name
    with connection.cursor() as cursor:
        counts = {}
        for table in _tables():
            cursor.execute(f"SELECT count(*) FROM {quoted(table)}")
            counts[table] = int(cursor.fetchone()[0])
    return counts


def is_empty() -> bool:
    """Whether the database has no table yet."""
    return not _tables()


def dump(url: str, snapshot_name: str, target: Path) -> None:
    """Write one snapshot down. Raises Refused in PostgreSQL's words."""
    names = ["--format=custom", f"--snapshot={snapshot_name}", f"--exclude-schema={_PUBLIC}"]
    _run("pg_dump", url, *names, "--no-owner", "--no-privileges", f"--file={target}")


def put_back(url: str, source: Path) -> None:
    """Read a dump into an empty database, whole or not at all."""
    names = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    _run("pg_restore", url, *names, str(source))


def rows_in(source: Path) -> dict[str, int]:
    """How many rows of each table a dump really holds. Raises Refused where it cannot be read."""
    _run("pg_restore", "", "--list", str(source))
    command = [_program("pg_restore"), "--data-only", "--file=-", str(source)]
    counts: dict[str, int] = {}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        table = ""
        for line in process.stdout:
            begins = None if table else _COPY.fullmatch(line)
            if begins:
                table = begins[1].decode()
                counts[table] = 0
            elif line == b"\\.\n":
                table = ""
            elif table:
                counts[table] += 1
        said = process.stderr.read().decode("utf-8", "replace")
    if process.returncode:
        raise Refused(f"{source} cannot be read: {_last_line(said)}")
    return counts


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        return [str(name) for (name,) in cursor.fetchall()]


def _run(program: str, url: str, *words: str) -> None:
    environ = dict(os.environ)
    command = [_program(program), *words]
    if url:
        parts = urlsplit(url)
        environ["PGPASSWORD"] = unquote(parts.password or environ.get("PGPASSWORD", ""))
        host = parts.netloc.rpartition("@")[2]
        user = (parts.username or "") + "@" if parts.username else ""
        command.append(f"--dbname={parts._replace(netloc=user + host).geturl()}")
    done = subprocess.run(command, env=environ, capture_output=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace")
        raise Refused(f"{program} failed: {_last_line(said)}")


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise Refused(
            f"{name} is not here; install PostgreSQL's client programs, of the server's version or"
            " newer (Debian: apt-get install postgresql-client)"
        )
    return found


def _last_line(said: str) -> str:
    lines = [line for line in said.splitlines() if "error" in line.lower()] or said.splitlines()
    return lines[0].strip() if lines else "it gave no reason"
