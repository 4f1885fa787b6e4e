"""One-time links: once, for a while, and not for programs that only look at them."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from stoppress.desk.links import new_link
from stoppress.desk.models import SignInLink
from stoppress.lib.clock import now


def test_it_signs_in_once(ana: User) -> None:
    url = new_link(ana, minutes=5)
    client = Client()
    assert client.post(url).headers["Location"] == "/"
    assert client.get(reverse("coverages")).status_code == 200
    again = Client()
    assert again.post(url).status_code == 410
    assert again.get(reverse("coverages")).status_code == 302


def test_it_is_not_used_up_by_being_looked_at(ana: User) -> None:
    url = new_link(ana, minutes=5)
    for _ in range(3):
        page = Client().get(url)
        assert page.status_code == 200
        assert b"Ana Reis" in page.content
    assert Client().post(url).status_code == 302


def test_it_ends_in_time(ana: User) -> None:
    url = new_link(ana, minutes=5)
    SignInLink.objects.update(expires_at=now() - timedelta(seconds=1))
    assert Client().get(url).status_code == 410
    assert Client().post(url).status_code == 410


def test_it_does_not_let_in_somebody_who_was_disabled(ana: User) -> None:
    url = new_link(ana, minutes=5)
    User.objects.update(is_active=False)
    assert Client().get(url).status_code == 410
    assert Client().post(url).status_code == 410


def test_it_keeps_only_the_digest_of_the_token(ana: User) -> None:
    token = new_link(ana, minutes=5).rpartition("/")[2]
    assert len(token) >= 43
    (kept,) = SignInLink.objects.values()
    assert token not in str(kept)
    assert kept["digest"] == sha256(token.encode()).hexdigest()


def test_it_tells_no_name_to_a_wrong_link(ana: User) -> None:
    new_link(ana, minutes=5)
    answer = Client().get(reverse("link", args=["wrong"]))
    assert answer.status_code == 410
    assert b"Ana" not in answer.content
