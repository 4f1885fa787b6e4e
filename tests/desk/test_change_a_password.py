"""Changing one's own password."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from stoppress.desk.guesses import OF_ONE
from stoppress.desk.links import new_link
from tests.desk.conftest import PASSWORD

NEW = "seven loud gulls"


def change(client: Client, old: str | None, new: str = NEW) -> int:
    data = {"new_password1": new, "new_password2": new}
    if old is not None:
        data["old_password"] = old
    return client.post(reverse("password"), data).status_code


def has_password(person: User, password: str) -> bool:
    return User.objects.get(pk=person.pk).check_password(password)


def test_it_changes_the_password_and_stays_signed_in(browser: Client, ana: User) -> None:
    assert change(browser, PASSWORD) == 302
    assert has_password(ana, NEW)
    assert browser.get(reverse("coverages")).status_code == 200


def test_it_signs_out_every_other_browser(browser: Client, ana: User) -> None:
    other = Client()
    other.force_login(ana)
    change(browser, PASSWORD)
    assert other.get(reverse("coverages")).status_code == 302


def test_it_asks_for_the_old_one(browser: Client, ana: User) -> None:
    assert change(browser, "wrong") == 422
    assert change(browser, None) == 422
    assert has_password(ana, PASSWORD)


def test_it_does_not_let_the_old_one_be_guessed(browser: Client, ana: User) -> None:
    for _ in range(OF_ONE):
        change(browser, "wrong")
    assert change(browser, PASSWORD) == 429
    assert has_password(ana, PASSWORD)


def test_it_refuses_a_short_one_and_says_so(browser: Client, ana: User) -> None:
    page = browser.post(
        reverse("password"),
        {"old_password": PASSWORD, "new_password1": "short", "new_password2": "short"},
    )
    assert page.status_code == 422
    assert b"at least 10 characters" in page.content


def test_it_needs_no_old_one_after_a_one_time_link(ana: User) -> None:
    client = Client()
    client.post(new_link(ana, 5))
    assert b"old_password" not in client.get(reverse("password")).content
    assert change(client, None) == 302
    assert has_password(ana, NEW)
    assert change(client, None, "another long one") == 422, "once is enough"
