"""The line on every page: what readers see, whether it is signed, what waits."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from time import monotonic
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from stoppress.config import Config
from stoppress.desk import health, state_line
from stoppress.desk.removals import ask_removal
from stoppress.lib.clock import now
from stoppress.projection.state import write_state
from stoppress.record.models import Coverage
from tests.desk.forms import text_of
from tests.newsroom import open_harbour_fire, publish


def line(browser: Client) -> Any:
    return browser.get("/state", headers={"accept": "application/json"}).json()


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    monkeypatch.setattr(state_line, "now", lambda: now() + timedelta(seconds=seconds))
    monkeypatch.setattr(state_line, "monotonic", lambda: monotonic() + seconds)


def test_it_says_that_readers_see_everything(browser: Client, fire: str) -> None:
    for coverage in Coverage.objects.all():
        Coverage.objects.filter(id=coverage.id).update(projected=coverage.head)
    assert line(browser)["readers"] == "Readers see everything"
    assert "Readers see everything" in text_of(browser.get("/").content.decode(), "#state")


def test_it_counts_what_readers_do_not_see(
    browser: Client, fire: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(fire)
    assert line(browser)["readers_level"] == "good", "a moment is how it always is"
    later(monkeypatch, 10)
    said = line(browser)
    assert said["readers"].startswith("Readers are 2 changes behind since ")
    assert said["readers_level"] == "warn"


def test_it_says_why_publishing_stopped_and_what_to_do(
    newsroom: Config, browser: Client, fire: str
) -> None:
    write_state(newsroom, "stopped", "the public store is ahead of the record")
    said = line(browser)
    assert "Publishing has stopped: the public store is ahead of the record." in said["readers"]
    assert "start the desk again" in said["readers"]
    assert said["readers_level"] == "bad"


def test_it_says_why_publishing_waits(
    newsroom: Config, browser: Client, fire: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_state(newsroom, "waiting", "no space left on device")
    later(monkeypatch, 10)
    said = line(browser)
    assert "no space left on device" in said["readers"]
    assert said["readers_level"] == "bad"


def test_it_says_how_signing_stands(
    browser: Client, fire: str, newsroom: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = line(browser)
    assert said["signing"].startswith("Signing: pending, ")
    (newsroom.data / "keys").mkdir(mode=0o700)
    (newsroom.data / "keys" / "signing-1").write_text("no key")
    later(monkeypatch, 2)
    said = line(browser)
    assert said["signing"].startswith("Signing: red, ")
    assert said["signing_level"] == "bad"


def test_it_asks_how_signing_stands_once_in_two_seconds(
    browser: Client, fire: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for slug in ("flood", "strike", "vote"):
        open_harbour_fire(slug)
    Coverage.objects.update(projected=F("head"))
    start = monotonic()
    monkeypatch.setattr(state_line, "monotonic", lambda: start)
    statements = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as asked:
            state_line.line_now()
        statements.append(len(asked))
    first, *others = statements
    assert others == [2, 2], "who waits for readers, and for an answer"
    assert first >= 2 + 2 + 4, "and both heads, and since when each of four logs waits"
    monkeypatch.setattr(state_line, "monotonic", lambda: start + 2)
    with CaptureQueriesContext(connection) as asked:
        state_line.line_now()
    assert len(asked) == first


def test_it_counts_the_removals_that_wait(browser: Client, ana: User, fire: str) -> None:
    ask_removal(ana, publish(fire), reason="legal")
    assert line(browser)["removals"] == 1
    assert "Removals (1)" in text_of(browser.get("/").content.decode(), ".strip nav")


def test_a_page_opens_though_it_cannot_be_seen_how_it_stands(
    browser: Client, fire: str, newsroom: Config
) -> None:
    newsroom.checkpoints_file.unlink(missing_ok=True)
    newsroom.checkpoints_file.write_bytes(b"this is no database, and long enough to be read as one")
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(newsroom.checkpoints_file).execute("PRAGMA schema_version")
    answer = browser.get("/")
    assert answer.status_code == 200
    assert "cannot be seen" in text_of(answer.content.decode(), "#state")


def test_health_tells_programs_what_readers_do_not_see(
    browser: Client, fire: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Coverage.objects.update(projected=F("head"))
    current = {"ok": True, "publishing": "current", "changes": 0}
    assert browser.get("/-/health").json() == current
    publish(fire)
    assert browser.get("/-/health").json() == current, "a moment is how it always is"
    monkeypatch.setattr(health, "now", lambda: now() + timedelta(seconds=10))
    answer = browser.get("/-/health")
    assert answer.json() == {"ok": True, "publishing": "behind", "changes": 1}
    assert answer.status_code == 200
