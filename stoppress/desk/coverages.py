"""Coverages: the list, and the page of one."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from stoppress.desk.answers import DeskRequest
from stoppress.desk.composer import composer_at
from stoppress.desk.going_on import GOING_ON
from stoppress.desk.pages import composer_page
from stoppress.desk.place import new_post_in
from stoppress.record.models import Coverage
from stoppress.record.vocabulary import Standing


@require_safe
def coverages(request: DeskRequest) -> HttpResponse:
    """All coverages, those that go on first, the latest first."""
    shown = Count("posts", filter=Q(posts__standing=Standing.SHOWN))
    found = Coverage.objects.annotate(shown=shown).order_by("-opened_at")
    context = {
        "live": [coverage for coverage in found if coverage.state in GOING_ON],
        "ended": [coverage for coverage in found if coverage.state not in GOING_ON],
        "reader_base": settings.STOPPRESS.reader_base,
    }
    return render(request, "desk/coverages.html", context)


@require_safe
def coverage(request: DeskRequest, slug: str) -> HttpResponse:
    """A coverage's desk page: the composer above the posts."""
    return composer_page(request, composer_at(new_post_in(slug), request))
