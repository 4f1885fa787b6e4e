"""Whatever stands between a form and the desk, its words come back (browsers without script)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.test import Client

from stoppress.record.models import Post
from tests.desk.forms import as_post, fields_in, text_of

DESK = "/coverages/harbour-fire"
PUBLISH = f"{DESK}/publish"
HERE = {"origin": "http://testserver"}
JSON = {"accept": "application/json"}


@pytest.fixture
def strict(ana: User) -> Client:
    """Ana's browser at a desk that checks form tokens, as the real one does."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana)
    return client


@pytest.fixture
def written(strict: Client, fire: str) -> dict[str, Any]:
    """A composer that somebody has filled."""
    form = fields_in(strict.get(DESK).content.decode(), "#composer")
    return as_post(form, headline="Zoë’s “crane” & <more>", byline="Ana\r\nReis")


def test_it_hands_the_words_back_to_somebody_who_was_signed_out(
    strict: Client, written: dict[str, Any], ana: User
) -> None:
    del strict.cookies["desk"]
    answer = strict.post(PUBLISH, written, headers=HERE)
    assert answer.status_code == 401
    page = answer.content.decode()
    assert "You are signed out" in text_of(page, "[role=alert]")
    kept = fields_in(page, "main form")
    strict.force_login(ana)  # in another tab
    again = strict.post(PUBLISH, as_post(kept), headers=HERE)
    assert again.status_code == 302
    assert Post.objects.get().headline == "Zoë’s “crane” & <more>"


def test_it_hands_them_back_when_the_form_is_from_an_older_session(
    strict: Client, written: dict[str, Any]
) -> None:
    stale = written | {"csrfmiddlewaretoken": "a" * 64}
    answer = strict.post(PUBLISH, stale, headers=HERE)
    assert answer.status_code == 403
    kept = fields_in(answer.content.decode(), "main form")
    assert strict.post(PUBLISH, as_post(kept), headers=HERE).status_code == 302
    script = strict.post(PUBLISH, stale, headers=HERE | JSON)
    assert script.status_code == 403
    token = strict.get("/token", headers=JSON).json()["token"]
    fresh = stale | {"csrfmiddlewaretoken": token}
    assert strict.post(PUBLISH, fresh, headers=HERE | JSON).status_code == 200


def test_it_never_offers_to_send_what_another_site_wrote(
    strict: Client, written: dict[str, Any]
) -> None:
    for client in (strict, Client(enforce_csrf_checks=True)):
        answer = client.post(PUBLISH, written, headers={"origin": "https://evil.example"})
        assert answer.status_code == 403
        assert b"crane" not in answer.content
    assert not Post.objects.exists()


def test_it_never_shows_a_password_again(ana: User) -> None:
    client = Client(enforce_csrf_checks=True)
    sent = {"username": "ana", "password": "three quiet herons", "next": "/"}
    answer = client.post("/sign-in", sent, headers=HERE)
    assert answer.status_code == 403
    assert b"herons" not in answer.content


@pytest.fixture
def full_disk() -> Iterator[None]:
    """A database that takes no more rows of the record."""
    if connection.vendor != "sqlite":
        pytest.skip("this fault is made by a trigger of SQLite's")
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TRIGGER full BEFORE INSERT ON record_revision"
            " BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        )
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER full")


def test_it_hands_them_back_when_the_database_takes_nothing(
    strict: Client, written: dict[str, Any], full_disk: None, caplog: pytest.LogCaptureFixture
) -> None:
    strict.raise_request_exception = False
    answer = strict.post(PUBLISH, written, headers=HERE)
    assert answer.status_code == 503
    page = answer.content.decode()
    assert "could not write to its database" in text_of(page, "[role=alert]")
    assert fields_in(page, "main form")["headline"] == written["headline"]
    script = strict.post(PUBLISH, written, headers=HERE | JSON)
    assert script.status_code == 503
    assert "press again" in script.json()["error"]
    assert "disk is full" in caplog.text
    assert not Post.objects.exists()


def test_it_says_that_the_database_is_gone(newsroom: object, monkeypatch: Any) -> None:
    def broken(*args: object) -> None:
        raise OperationalError("unable to open database file")

    assert Client().get("/-/health").json()["ok"] is True
    connection.close()
    monkeypatch.setattr(connection, "connect", broken)
    answer = Client().get("/-/health")
    assert (answer.status_code, answer.json()) == (503, {"ok": False})


def test_it_says_that_a_form_is_too_long(browser: Client, fire: str) -> None:
    answer = browser.post(PUBLISH, {"headline": "x" * 3_000_000}, headers=JSON)
    assert answer.status_code == 413
    assert "split the post" in answer.json()["error"]
