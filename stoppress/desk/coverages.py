"""Coverages: the list, the page of one, opening one, changing its header, ending it."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from stoppress.desk.answers import DeskRequest
from stoppress.desk.composer import composer_at
from stoppress.desk.marks import submission_of
from stoppress.desk.pages import composer_page
from stoppress.desk.place import new_post_in
from stoppress.record.append import append
from stoppress.record.errors import Refused
from stoppress.record.models import Coverage
from stoppress.record.vocabulary import Kind, Standing, State


@require_safe
def coverages(request: DeskRequest) -> HttpResponse:
    """All coverages, the live ones first, the latest first."""
    shown = Count("posts", filter=Q(posts__standing=Standing.SHOWN))
    found = Coverage.objects.annotate(shown=shown).order_by("-opened_at")
    context = {
        "live": [coverage for coverage in found if coverage.state == State.LIVE],
        "ended": [coverage for coverage in found if coverage.state == State.ENDED],
        "reader_base": settings.STOPPRESS.reader_base,
    }
    return render(request, "desk/coverages.html", context)


@require_safe
def coverage(request: DeskRequest, slug: str) -> HttpResponse:
    """A coverage's desk page: the composer above the posts."""
    return composer_page(request, composer_at(new_post_in(slug), request))


@require_http_methods(["GET", "POST"])
def end(request: DeskRequest, slug: str) -> HttpResponse:
    """Ask, then end the coverage."""
    ending = get_object_or_404(Coverage, slug=slug)
    problem = ""
    if request.method == "POST":
        try:
            append(
                ending.id,
                Kind.ENDED,
                {"note": request.POST.get("note")},
                actor=request.user,
                submission=submission_of(request),
            )
        except Refused as error:
            problem = str(error)
        else:
            messages.success(request, "The coverage has ended.")
            return redirect("coverage", slug)
    context = {
        "coverage": ending,
        "problem": problem,
        "note": request.POST.get("note", ""),
        "press": request.POST.get("submission") or uuid4(),
    }
    return render(request, "desk/end.html", context, status=422 if problem else 200)
