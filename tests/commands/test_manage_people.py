"""`stoppress user`."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User

from stoppress.desk.models import SignInLink
from stoppress.lib.clock import now
from tests.commands.shell import Shell

_PASSWORD = "a ferry at dawn"


def test_it_adds_an_editor_with_a_link_that_ends(shell: Shell) -> None:
    said = shell.ok("user", "add", "ana", "--minutes", "5", "--email", "ana@example.org")
    assert said.splitlines()[-1].startswith("http://127.0.0.1:8001/")
    link = SignInLink.objects.get()
    assert link.person.get_username() == "ana"
    assert now() < link.expires_at <= now() + timedelta(minutes=5)


def test_its_links_use_the_public_address_of_the_desk(shell: Shell) -> None:
    shell.ok("user", "add", "ana")
    shell.environ["STOPPRESS_DESK_URL"] = "https://desk.example.org"
    assert shell.ok("user", "link", "ana").startswith("https://desk.example.org/")


def test_it_sets_a_password(shell: Shell) -> None:
    shell.ok("user", "add", "ana")
    shell.ok("user", "password", "ana", stdin=f"{_PASSWORD}\n")
    assert authenticate(username="ana", password=_PASSWORD) is not None


def test_it_refuses_a_weak_password_and_keeps_the_old_one(shell: Shell) -> None:
    shell.ok("user", "add", "ana")
    shell.ok("user", "password", "ana", stdin=f"{_PASSWORD}\n")
    assert "too short" in shell.refused("user", "password", "ana", stdin="ferry\n")
    assert authenticate(username="ana", password=_PASSWORD) is not None


def test_it_disables_and_enables(shell: Shell) -> None:
    shell.ok("user", "add", "ana")
    shell.ok("user", "password", "ana", stdin=f"{_PASSWORD}\n")
    shell.ok("user", "disable", "ana")
    assert authenticate(username="ana", password=_PASSWORD) is None
    shell.ok("user", "enable", "ana")
    assert authenticate(username="ana", password=_PASSWORD) is not None


def test_it_lists_everybody(shell: Shell) -> None:
    assert "nobody yet" in shell.ok("user", "list")
    shell.ok("user", "add", "bruno")
    shell.ok("user", "add", "ana")
    shell.ok("user", "disable", "bruno")
    users = json.loads(shell.ok("user", "list", "--json"))["users"]
    assert [(user["name"], user["active"]) for user in users] == [("ana", True), ("bruno", False)]
    assert shell.ok("user", "list").splitlines()[1].startswith("bruno  disabled")


@pytest.mark.parametrize("action", ["link", "password", "disable", "enable"])
def test_it_refuses_somebody_it_does_not_know(shell: Shell, action: str) -> None:
    assert "'nadia'" in shell.refused("user", action, "nadia", stdin=f"{_PASSWORD}\n")


@pytest.mark.parametrize("name", ["ana", "ana maria", ""])
def test_it_refuses_a_name_that_cannot_be_used(shell: Shell, name: str) -> None:
    shell.ok("user", "add", "ana")
    shell.refused("user", "add", name)
    assert User.objects.count() == 1
