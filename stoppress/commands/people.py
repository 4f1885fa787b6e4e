"""Accounts of the desk, for the commands. Needs Django ready (`newsroom.open_newsroom`)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from stoppress.commands.failures import Failure
from stoppress.config import Config
from stoppress.desk.links import new_link
from stoppress.lib.clock import to_rfc3339


def add_editor(name: str, email: str = "") -> User:
    """Make an account, which has no password yet. Raises Failure where the name cannot be used."""
    user = User(username=name, email=email)
    user.set_unusable_password()
    try:
        user.full_clean()
    except ValidationError as error:
        raise Failure(" ".join(error.messages)) from None
    user.save()
    return user


def find(name: str) -> User:
    """The account. Raises Failure where there is none."""
    try:
        return User.objects.get(username=name)
    except User.DoesNotExist:
        raise Failure(f"there is no user {name!r}; `stoppress user list` shows all") from None


def desk_link(config: Config, name: str, minutes: int) -> str:
    """An address that lets `name` in at the desk, once, within `minutes`."""
    return config.desk_base + new_link(find(name), minutes)


def set_password(user: User, password: str) -> None:
    """Raises Failure where the password is too weak; the old one then stays."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Failure(" ".join(error.messages)) from None
    user.set_password(password)
    user.save()


def let_in(name: str, active: bool) -> None:
    """Let `name` in or not; who is let in no more is signed out everywhere by the next click."""
    user = find(name)
    user.is_active = active
    user.save()


def everyone() -> list[dict[str, Any]]:
    """All accounts, in order of name, as `stoppress user list --json` prints them."""
    return [
        {
            "name": user.username,
            "email": user.email,
            "active": user.is_active,
            "password": user.has_usable_password(),
            "last_sign_in": to_rfc3339(user.last_login) if user.last_login else None,
        }
        for user in User.objects.order_by("username")
    ]
