"""The gate: every page of the desk needs somebody signed in, except those that say otherwise."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBase
from django.middleware.csrf import REASON_BAD_ORIGIN

from stoppress.desk.answers import error_json, wants_json
from stoppress.desk.kept_words import kept_words

_SIGN_IN = "You are signed out. Sign in in another tab, then press Publish again; nothing is lost."


class Gate(LoginRequiredMiddleware):
    """Sends people to the sign-in page, and answers scripts and sent forms without losing them."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        if wants_json(request):
            return error_json(_SIGN_IN, 401)
        if request.method == "POST":
            return kept_words(request, "You are signed out; nothing is lost.", 401)
        return super().handle_no_permission(request, view_func)


def form_is_stale(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Django's answer to a form whose token is not of this browser's session (CSRF)."""
    if reason.startswith(REASON_BAD_ORIGIN.partition("%")[0]):
        return kept_words(request, "This form was sent from another site.", 403)
    problem = "You have signed in or out since this page was opened; send it again."
    return kept_words(request, problem, 403)
