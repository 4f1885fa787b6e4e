"""From a fresh PostgreSQL server to a newsroom: the one command of docs/running/postgresql.md."""

from __future__ import annotations

import glob
import os
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from stoppress.config import Config
from tests.commands.shell import Shell

_PAGE = Path(__file__).parents[2] / "docs" / "running" / "postgresql.md"
_OWN_SERVER = (
    "import os, psycopg, sys\n"
    "with psycopg.connect(os.environ['STOPPRESS_TEST_DATABASE'], autocommit=True) as server:\n"
    "    server.execute('DROP ROLE stoppress_edge')\n"
    "print(os.environ['STOPPRESS_TEST_DATABASE'], flush=True)\n"
    "sys.stdin.read()\n"
)


@pytest.fixture
def server() -> Iterator[str]:
    """The address of a server that knows nothing of us but its own administrator."""
    if not glob.glob("/usr/lib/postgresql/*/bin/initdb"):
        pytest.skip("needs a PostgreSQL server: apt-get install postgresql")
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [root / "bin" / "with-postgres", root / ".venv" / "bin" / "python", "-c", _OWN_SERVER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        yield running.stdout.readline().strip()
        running.communicate(timeout=60)


def the_command() -> list[str]:
    """What stands on the page, without the change to the system's user."""
    [line] = [
        line for line in _PAGE.read_text().splitlines() if line.startswith("sudo -u postgres psql")
    ]
    return shlex.split(line)[3:]


def test_one_command_makes_both_roles_and_the_database(server: str, tmp_path: Path) -> None:
    administrator = server.replace("stoppress@", "postgres@")
    with psycopg.connect(server, autocommit=True) as database:
        database.execute("CREATE ROLE postgres SUPERUSER LOGIN")
    with psycopg.connect(administrator, autocommit=True) as database:
        database.execute("ALTER ROLE stoppress RENAME TO first")  # initdb made it as the superuser
    words = the_command()
    done = subprocess.run(
        [words[0], administrator, *words[1:]], env=os.environ, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    newsroom = server.replace("/postgres", "/stoppress")
    shell = Shell(Config(data=tmp_path / "data", database=newsroom))
    shell.ok("setup", "--defaults")
    assert "stoppress_edge" not in shell.ok("check")
    edge = newsroom.replace("stoppress@", "stoppress_edge@")
    with psycopg.connect(newsroom) as own, psycopg.connect(edge) as reading:
        assert own.execute(
            "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
        ).fetchone() == (False,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reading.execute("SELECT 1 FROM record_revision")
