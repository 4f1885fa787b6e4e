"""Opening a coverage and changing its header."""

from __future__ import annotations

from typing import Any
from uuid import uuid4
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from stoppress.desk.answers import DeskRequest, error_json, wants_json
from stoppress.desk.comparing import compared
from stoppress.desk.header_form import (
    Fields,
    blank_header,
    fields_of_header,
    header_of_fields,
    opening_of_fields,
    sent_header,
)
from stoppress.desk.in_the_way import in_the_way, said_instead
from stoppress.desk.lead_form import LEAD_FIELDS
from stoppress.desk.marks import submission_of
from stoppress.desk.media import check_taken_in, take_files
from stoppress.desk.place import revision_said
from stoppress.lib.pictures import PictureRefused
from stoppress.record.append import append, open_coverage
from stoppress.record.errors import Conflict, Refused
from stoppress.record.history import header_of
from stoppress.record.models import Coverage, Revision
from stoppress.record.vocabulary import Kind


@require_http_methods(["GET", "POST"])
def open_new(request: DeskRequest) -> HttpResponse:
    """Open a coverage."""
    if request.method == "GET":
        return _page(request, None, blank_header(settings.STOPPRESS))
    fields = sent_header(request.POST)
    try:
        take_files(request.FILES, fields)
        said = opening_of_fields(fields)
        check_taken_in(said, {})
        row = open_coverage(said, actor=request.user, submission=submission_of(request))
    except (Refused, PictureRefused) as error:
        return _refused(request, None, fields, str(error))
    return _taken(request, row.coverage.slug)


@require_http_methods(["GET", "POST"])
def change_header(request: DeskRequest, slug: str) -> HttpResponse:
    """Change title, zone, language, standfirst, lead."""
    coverage = get_object_or_404(Coverage, slug=slug)
    base = header_of(coverage).content
    if request.method == "GET":
        if way := in_the_way(coverage, Kind.HEADER_CHANGED):
            back = reverse("coverage", args=[slug])
            return said_instead(request, way, back, coverage=coverage)
        return _page(request, coverage, fields_of_header(base))
    fields = sent_header(request.POST)
    said: dict[str, Any] = {}
    try:
        take_files(request.FILES, fields)
        said = header_of_fields(fields, base)
        check_taken_in(said, base)
        _append(request, coverage, fields, said)
    except Conflict as error:
        if wants_json(request):
            return error_json(str(error), 409, conflict=True)
        comparison = compared(base, said)
        return _page(request, coverage, fields, str(error), status=409, comparison=comparison)
    except (Refused, PictureRefused) as error:
        return _refused(request, coverage, fields, str(error))
    messages.success(request, "The header has been changed.")
    return _taken(request, slug)


def _append(
    request: DeskRequest, coverage: Coverage, fields: Fields, said: dict[str, Any]
) -> Revision:
    return append(
        coverage.id,
        Kind.HEADER_CHANGED,
        said,
        actor=request.user,
        submission=submission_of(request),
        made_from=revision_said(fields["made_from"]),
    )


def _taken(request: DeskRequest, slug: str) -> HttpResponse:
    url = reverse("coverage", args=[slug])
    return JsonResponse({"coverage": slug, "see": url}) if wants_json(request) else redirect(url)


def _refused(
    request: DeskRequest, coverage: Coverage | None, fields: Fields, problem: str
) -> HttpResponse:
    if wants_json(request):
        return error_json(problem, 422)
    return _page(request, coverage, fields, problem, status=422)


def _made_from(coverage: Coverage | None, fields: Fields, comparison: Any) -> int | str:
    """Only after a conflict the next press is made from what has just been shown."""
    if coverage is None:
        return ""
    began = "" if comparison else fields.get("made_from")
    return began or coverage.header_position


def _page(
    request: DeskRequest,
    coverage: Coverage | None,
    fields: Fields,
    problem: str = "",
    *,
    status: int = 200,
    comparison: Any = (),
) -> HttpResponse:
    context = {
        "coverage": coverage,
        "fields": fields,
        "lead": {name.removeprefix("lead-"): fields.get(name, "") for name in LEAD_FIELDS},
        "problem": problem,
        "comparison": comparison,
        "press": fields.get("submission") or uuid4(),
        "made_from": _made_from(coverage, fields, comparison),
        "zones": sorted(zone for zone in available_timezones() if "/" in zone),
        "reader_base": settings.STOPPRESS.reader_base,
    }
    return render(request, "desk/header.html", context, status=status)
