"""reliability.md, lines 25 and 26: PostgreSQL turns the edge away for a while, and comes back."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from stoppress.config import Config
from tests.conformance.client import get, reading
from tests.edge.press import EPOCH, SLUG, Press
from tests.edge.process import QUICK, running
from tests.waiting import eventually

STREAM = f"/{SLUG}/stream"
BEATING = dataclasses.replace(QUICK, heartbeat_seconds=0.2, poll_seconds=0.1, alive_seconds=0.5)


def test_line_26_readers_keep_what_they_have_and_hear_the_rest_when_it_is_back(
    press: Press, newsroom: Config
) -> None:
    """The press keeps its connection: what it publishes meanwhile is in the store, unheard.

    As stream.md decides, it is health that says "stale"; to readers the heart beats on.
    """
    if not newsroom.database:
        pytest.skip("SQLite has no server: tests/edge takes its file away")
    press.publish("One")
    with running(newsroom, BEATING) as edge, reading(edge.address(), STREAM) as stream:
        address = edge.address()
        stream.next()
        kept = {path: get(address, path).body for path in (f"/{SLUG}/", f"/{SLUG}/after/e1.0")}
        with turned_away(newsroom, press):
            eventually(lambda: get(address, "/-/health").status == 503)
            assert json.loads(get(address, "/-/health").body)["state"] == "stale"
            press.publish("Unheard", "Unheard too")
            for _ in range(3):
                assert stream.named("hb").json["position"] == 1
            assert {path: get(address, path).body for path in kept} == kept
        assert [change.id for change in stream.changes(2)] == [f"{EPOCH}.2", f"{EPOCH}.3"]
        eventually(lambda: get(address, "/-/health").status == 200)


@contextmanager
def turned_away(config: Config, press: Press) -> Iterator[None]:
    """Until the block ends the database has nobody but `press`, and lets nobody in."""
    import psycopg

    ours = press.writer._engine._db.info.backend_pid  # type: ignore[attr-defined]
    url = urlsplit(config.database)
    name = url.path.removeprefix("/")
    server = url._replace(path="/postgres").geturl()
    with psycopg.connect(server, autocommit=True) as outside:
        outside.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")
        outside.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
            " AND pid <> %s",
            (name, ours),
        )
        try:
            yield
        finally:
            outside.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true")
