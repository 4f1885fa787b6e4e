"""The rule of two: who asked for a removal does not confirm it (setting `removal`)."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser

from stoppress.desk.models import RemovalRequest, VersionRemoval
from stoppress.record.errors import Refused


def may_confirm(person: AbstractBaseUser, request: RemovalRequest | VersionRemoval) -> bool:
    """Whether this editor may confirm what was asked for."""
    return settings.STOPPRESS.removal != "two" or request.asked_by_id != person.pk


def require_another(person: AbstractBaseUser, request: RemovalRequest | VersionRemoval) -> None:
    """Raise Refused where another editor must confirm it."""
    if not may_confirm(person, request):
        raise Refused("Another editor must confirm this removal.")
