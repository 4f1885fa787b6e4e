"""What the desk says when there is no such page and when something breaks. No words are lost."""

from __future__ import annotations

import sys

from django.conf import settings
from django.core.exceptions import DisallowedHost, RequestDataTooBig, TooManyFieldsSent
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from stoppress.desk.answers import error_json, wants_json
from stoppress.desk.disk_trouble import is_disk_trouble
from stoppress.desk.kept_words import kept_words


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The form was longer than settings.py allows, or is none; Django has not read it."""
    if isinstance(exception, DisallowedHost):
        address = settings.STOPPRESS.desk_base
        return HttpResponse(
            f"This desk does not go by that name; open {address}/ (the setting desk_url).\n",
            status=400,
            content_type="text/plain; charset=utf-8",
        )
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        return kept_words(request, "This is too long to send; split the post.", 413)
    return kept_words(request, "The desk cannot read this request; load the page again.", 400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if wants_json(request):
        return error_json("There is no such page.", 404)
    return render(request, "desk/not_found.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """The person is told what to do, and the operator by Django's log."""
    error = sys.exc_info()[1]
    if isinstance(error, DatabaseError) or is_disk_trouble(error):
        problem = "The desk could not write to its database (is the disk full?); press again."
        return kept_words(request, problem, 503)
    return kept_words(request, "Something broke at the desk; nothing is lost; press again.", 500)
