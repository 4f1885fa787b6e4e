"""Signing in with name and password, and what happens to whoever guesses."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from stoppress.desk import guesses
from stoppress.desk.links import new_link
from stoppress.desk.models import Guesses
from stoppress.lib.clock import now
from tests.desk.conftest import PASSWORD


def sign_in(client: Client, name: str, password: str = PASSWORD, **more: str) -> int:
    data = {"username": name, "password": password, **more}
    return client.post(reverse("sign-in"), data).status_code


def is_in(client: Client) -> bool:
    return client.get(reverse("coverages")).status_code == 200


def test_it_signs_in_and_goes_where_one_was_going(ana: User) -> None:
    client = Client()
    asked = client.get(reverse("open"))
    assert asked.headers["Location"] == "/sign-in?next=/open"
    answer = client.post(
        reverse("sign-in"), {"username": "ana", "password": PASSWORD, "next": "/open"}
    )
    assert answer.headers["Location"] == "/open"
    assert is_in(client)


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example/", "javascript:x()"])
def test_it_goes_nowhere_but_to_the_desk(ana: User, url: str) -> None:
    data = {"username": "ana", "password": PASSWORD, "next": url}
    assert Client().post(reverse("sign-in"), data).headers["Location"] == "/"


def test_it_says_the_same_of_a_wrong_name_and_a_wrong_password(ana: User) -> None:
    answers = []
    for name in ("ana", "nobody"):
        answer = Client().post(reverse("sign-in"), {"username": name, "password": "wrong"})
        answers.append((answer.status_code, answer.content.count(b"do not belong together")))
    assert answers == [(403, 1), (403, 1)]


def test_it_keeps_out_somebody_who_was_disabled(ana: User) -> None:
    client = Client()
    sign_in(client, "ana")
    User.objects.filter(pk=ana.pk).update(is_active=False)
    assert not is_in(client)
    assert sign_in(client, "ana") == 403


def test_it_signs_out(browser: Client) -> None:
    assert browser.get(reverse("sign-out")).status_code == 405
    browser.post(reverse("sign-out"))
    assert not is_in(browser)


def test_it_refuses_a_thousand_guesses_and_locks_nobody_out(ana: User, bela: User) -> None:
    anas_own = Client()
    sign_in(anas_own, "ana")
    anas_own.post(reverse("sign-out"))
    guesser = Client()
    answers = Counter(sign_in(guesser, "ana", f"guess {n}") for n in range(1000))
    assert answers == {403: guesses.OF_ONE, 429: 1000 - guesses.OF_ONE}
    assert sign_in(guesser, "ana") == 429, "the right word must not be told from the wrong ones"
    assert sign_in(anas_own, "ana") == 302, "a browser that she has used before still gets in"
    assert sign_in(Client(), "bela") == 302, "nobody else is touched"
    elsewhere = Client()
    assert elsewhere.post(new_link(ana, 5)).status_code == 302, "nor is a link"


def test_it_refuses_one_password_tried_on_a_thousand_names(ana: User) -> None:
    anas_own = Client()
    sign_in(anas_own, "ana")
    answers = Counter(sign_in(Client(), f"name {n}", "password1") for n in range(300))
    assert answers == {403: guesses.OF_ALL - 1, 429: 300 - guesses.OF_ALL + 1}
    assert sign_in(anas_own, "ana") == 302


def test_it_refuses_guesses_from_a_stolen_browser_too(ana: User) -> None:
    client = Client()
    sign_in(client, "ana")
    answers = Counter(sign_in(client, "ana", "wrong") for _ in range(guesses.OF_ONE + 5))
    assert answers == {403: guesses.OF_ONE, 429: 5}


def test_it_does_not_believe_a_forged_cookie(ana: User) -> None:
    guesser = Client()
    guesser.cookies["desk-known"] = '["ana", "0000"]:forged:signature'
    for _ in range(guesses.OF_ONE):
        sign_in(guesser, "ana", "wrong")
    assert sign_in(guesser, "ana") == 429


def test_it_forgets_guesses_after_a_while(ana: User) -> None:
    for _ in range(guesses.OF_ONE):
        sign_in(Client(), "ana", "wrong")
    assert sign_in(Client(), "ana") == 429
    Guesses.objects.update(since=now() - guesses.WINDOW - timedelta(seconds=1))
    assert sign_in(Client(), "ana") == 302


def test_it_forgets_guesses_when_one_is_right(ana: User) -> None:
    for _ in range(guesses.OF_ONE - 1):
        sign_in(Client(), "ana", "wrong")
    assert sign_in(Client(), "ana") == 302
    assert sign_in(Client(), "ana", "wrong") == 403
