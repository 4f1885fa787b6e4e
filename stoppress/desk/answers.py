"""Answering people with pages and scripts with JSON, and who is asking."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.http import HttpRequest, JsonResponse


class DeskRequest(HttpRequest):
    """A request that came through the gate: there is somebody signed in."""

    user: User


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks (ours in the browser too); people get pages."""
    return request.headers.get("Accept", "").startswith("application/json")


def error_json(text: str, status: int, **more: str | bool) -> JsonResponse:
    """One line that says what is wrong and what to do."""
    return JsonResponse({"error": text, **more}, status=status)


def name_of(person: User) -> str:
    """The name that a byline shows."""
    return person.get_full_name() or person.get_username()
