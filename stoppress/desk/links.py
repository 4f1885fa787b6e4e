"""One-time sign-in links: for the first sign-in, a forgotten password, the demo.

Opening a link shows a button, and only pressing that signs in: programs that look at links in mail
and chat do not use them up.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from stoppress.desk.models import SignInLink
from stoppress.desk.sign_in import signed_in
from stoppress.lib.clock import now

_TOKEN_BYTES = 32


def new_link(person: User, minutes: int) -> str:
    """The path of a link that signs `person` in once within `minutes`; it is shown only here."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    expires_at = now() + timedelta(minutes=minutes)
    SignInLink.objects.filter(expires_at__lt=now() - timedelta(days=30)).delete()
    SignInLink.objects.create(person=person, digest=_digest(token), expires_at=expires_at)
    return reverse("link", args=[token])


@login_not_required
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Show the button; sign in when it is pressed."""
    found = _usable(token)
    if request.method == "POST" and found is not None and _use(found):
        return signed_in(request, found.person, by_link=True)
    usable = found is not None and request.method == "GET"
    person = found.person if found else None
    context = {"usable": usable, "person": person}
    return render(request, "desk/link.html", context, status=200 if usable else 410)


def _usable(token: str) -> SignInLink | None:
    links = SignInLink.objects.select_related("person").filter(
        digest=_digest(token), used_at=None, expires_at__gt=now(), person__is_active=True
    )
    return links.first()


def _use(found: SignInLink) -> bool:
    """Whether this press was the first: two at once must not both get in."""
    unused = SignInLink.objects.filter(pk=found.pk, used_at=None)
    return unused.update(used_at=now()) == 1


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
