"""A page that holds what a form said when it could not be taken, so that it can be sent again.

It serves browsers without script; with script the form itself stays on the screen.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from stoppress.desk.answers import error_json, wants_json

_SECRET = ("password", "csrfmiddlewaretoken")


def kept_words(request: HttpRequest, problem: str, status: int) -> HttpResponse:
    """Say what went wrong, and hand back what was sent; to scripts as JSON."""
    if wants_json(request):
        return error_json(problem, status)
    context = {"problem": problem, "fields": _sent(request), "action": request.get_full_path()}
    return render(request, "desk/kept.html", context, status=status)


def _sent(request: HttpRequest) -> list[tuple[str, str]]:
    """What the form said; nothing where another site sent it, for then it is not the person's."""
    if request.method != "POST" or not _is_ours(request):
        return []
    return [
        (name, value)
        for name, values in request.POST.lists()
        if not any(word in name for word in _SECRET)
        for value in values
    ]


def _is_ours(request: HttpRequest) -> bool:
    return urlsplit(request.headers.get("Origin", "")).netloc == request.get_host()
