"""Every test gets a newsroom of its own: a data folder and a freshly copied, migrated database.

Commits are real, so that other threads, connections and processes see them; the record's triggers
are in force, so nothing is ever emptied between tests: the whole database is thrown away. With
`STOPPRESS_TEST_DATABASE=postgresql://…` (a server's maintenance database, made by `bin/test`)
the same tests run there.
"""

from __future__ import annotations

import os
import tempfile

# Before Django reads its settings: no test may ever touch a real data folder.
_SCRATCH = tempfile.mkdtemp(prefix="stoppress-tests-")
_SERVER = os.environ.pop("STOPPRESS_TEST_DATABASE", "")
for _name in [name for name in os.environ if name.startswith("STOPPRESS_")]:
    del os.environ[_name]
os.environ["STOPPRESS_DATA"] = _SCRATCH
if _SERVER:
    os.environ["STOPPRESS_DATABASE"] = _SERVER
os.environ["DJANGO_SETTINGS_MODULE"] = "stoppress.settings"

import dataclasses  # noqa: E402
import secrets  # noqa: E402
import shutil  # noqa: E402
from collections.abc import Iterator  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import TYPE_CHECKING  # noqa: E402
from urllib.parse import urlsplit  # noqa: E402

import django  # noqa: E402
import pytest  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402

from stoppress.config import Config  # noqa: E402
from tests import sampling  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser

django.setup()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--full", action="store_true", help="run the long checks whole, not a sample of them"
    )
    sampling.add_options(parser)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    sampling.sample(config, items)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if (shares := ", ".join(config.getoption("--sample"))) and not config.getoption("--full"):
        terminalreporter.write_line(
            f"one test in N of {shares}: again with --sample-seed={sampling.seed_of(config)}"
        )


@pytest.fixture(scope="session")
def full(request: pytest.FixtureRequest) -> bool:
    """Whether long checks run whole (`bin/prove`); else a sample, by the printed random seed."""
    return bool(request.config.getoption("--full"))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A real browser. Not for the whole session: other tests must not meet Playwright's loop."""
    from tests.browser import running_browser

    with running_browser() as browser:
        yield browser


@pytest.fixture(scope="session")
def template_database(django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """The name of a migrated, empty database that each test's own is copied from."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        name = f"stoppress_template_{secrets.token_hex(4)}" if _SERVER else f"{_SCRATCH}/template"
        if _SERVER:
            _on_server(f"CREATE DATABASE {name}")
        _point_at(name)
        call_command("migrate", verbosity=0)
        _settle(name)
        yield name
        if _SERVER:
            _on_server(f"DROP DATABASE {name}")
        shutil.rmtree(_SCRATCH, ignore_errors=True)


@pytest.fixture
def newsroom(
    tmp_path: Path,
    template_database: str,
    django_db_blocker: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Config]:
    """An empty newsroom; `settings.STOPPRESS` and the database connection are its own."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        config = _config(tmp_path / "data", template_database)
        monkeypatch.setattr(settings, "STOPPRESS", config)
        yield config
        connections.close_all()
        if _SERVER:
            _on_server(f"DROP DATABASE {settings.DATABASES['default']['NAME']} WITH (FORCE)")


def _config(data: Path, template: str) -> Config:
    data.mkdir()
    config = Config(data=data)
    if _SERVER:
        name = f"stoppress_test_{secrets.token_hex(6)}"
        _on_server(f"CREATE DATABASE {name} TEMPLATE {template}")
        url = urlsplit(_SERVER)._replace(path=f"/{name}").geturl()
        config = dataclasses.replace(config, database=url)
        _point_at(name)
    else:
        shutil.copyfile(template, config.record_file)
        _point_at(str(config.record_file))
    return config


def _point_at(name: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


def _settle(name: str) -> None:
    """Leave the template whole in one file, with nobody connected."""
    if not _SERVER:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connections.close_all()


def _on_server(statement: str) -> None:
    import psycopg

    with psycopg.connect(_SERVER, autocommit=True) as server:
        server.execute(statement)
