"""Slowing down whoever guesses passwords, without locking out those who know theirs.

A browser that has signed somebody in before carries a signed cookie and is counted by itself. All
others share one count for a name and one for the whole desk: when those are used up, known browsers
and one-time links still get in. Addresses are not counted: behind a proxy all have the same.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from stoppress.desk.models import Guesses
from stoppress.lib.clock import now

WINDOW = timedelta(minutes=15)
OF_ONE = 10  # wrong guesses in a window, of one name or by one known browser
OF_ALL = 100  # by all unknown browsers together
_COOKIE = "desk-known"
_SALT = "stoppress.desk.known-browser"
_YEAR = 365 * 24 * 3600  # seconds


def may_guess(request: HttpRequest, username: str) -> bool:
    """Count one guess, before the password is looked at; False where there have been too many."""
    if known := _known_browser(request, username):
        return _take(f"browser:{known}", OF_ONE)
    return _take(_of_name(username), OF_ONE) and _take("unknown", OF_ALL)


def forget_guesses(request: HttpRequest, username: str) -> None:
    """The guess was right: what was counted for this browser or name counts no longer."""
    known = _known_browser(request, username)
    bucket = f"browser:{known}" if known else _of_name(username)
    Guesses.objects.filter(bucket=bucket).delete()


def remember_browser(response: HttpResponse, person: User) -> None:
    """Let this browser be known as one that has signed `person` in."""
    value = signing.dumps([person.get_username(), secrets.token_hex(16)], salt=_SALT)
    response.set_cookie(
        _COOKIE,
        value,
        max_age=_YEAR,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def _known_browser(request: HttpRequest, username: str) -> str | None:
    try:
        name, browser = signing.loads(request.COOKIES.get(_COOKIE, ""), salt=_SALT, max_age=_YEAR)
    except (signing.BadSignature, ValueError):
        return None
    return str(browser) if name == username else None


def _of_name(username: str) -> str:
    return f"name:{sha256(username.casefold().encode()).hexdigest()}"


def _take(bucket: str, most: int) -> bool:
    """One more in `bucket`, unless it holds `most` already."""
    with transaction.atomic():
        row, is_new = Guesses.objects.select_for_update().get_or_create(
            bucket=bucket, defaults={"since": now()}
        )
        if row.since < now() - WINDOW:
            row.count, row.since = 0, now()
        if row.count >= most:
            return False
        row.count += 1
        row.save()
        if is_new:
            Guesses.objects.filter(since__lt=now() - WINDOW).delete()
    return True
