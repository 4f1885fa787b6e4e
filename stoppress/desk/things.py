"""The lists of what is written once and shown in many posts, and the page of one such thing.

There it is changed everywhere at once; which posts that touches is shown before it is published.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from stoppress.desk.answers import DeskRequest, name_of
from stoppress.desk.comparing import Row, compared
from stoppress.desk.marks import submission_of
from stoppress.desk.models import VersionRemoval
from stoppress.desk.place import revision_said
from stoppress.desk.thing_form import fields_of_thing, sent_thing, thing_of_fields
from stoppress.record.errors import Conflict, Refused
from stoppress.record.models import Shared, SharedUse, SharedVersion
from stoppress.record.sharing.change import change_shared, shared_uses
from stoppress.record.vocabulary import Sort, State

TITLES = {
    Sort.CONTEXT: "Contexts",
    Sort.CLAIM: "Claims",
    Sort.SOURCE: "Sources",
    Sort.THREAD: "Threads",
}
_LISTED = 500


@dataclass(frozen=True)
class Told:
    """One version of a thing: who made it, and what it changed.

    `may_go`: what it used to say, still there; it can be removed. `waiting`: that was asked for.
    """

    row: SharedVersion
    person: str
    lines: list[Row]
    may_go: bool
    waiting: VersionRemoval | None


@require_safe
def things(request: DeskRequest, sort: str) -> HttpResponse:
    """All things of a sort, with how many posts show each."""
    wanted = _sort(sort)
    found = Shared.objects.filter(sort=wanted, version__gt=0).annotate(shown=Count("uses"))
    context = {
        "sort": wanted,
        "title": TITLES[wanted],
        "things": found.order_by("name", "id")[:_LISTED],
    }
    return render(request, "desk/things.html", context)


@require_http_methods(["GET", "POST"])
def thing(request: DeskRequest, sort: str, thing_id: str) -> HttpResponse:
    """What a thing says, where it shows, what it said; and the form that changes it."""
    known = get_object_or_404(Shared, sort=_sort(sort), id=thing_id, version__gt=0)
    if request.method == "GET":
        return _page(request, known, fields_of_thing(known))
    fields = sent_thing(request.POST)
    if "look" in request.POST:
        return _page(request, known, fields)
    said: dict[str, Any] = {}
    try:
        said = thing_of_fields(Sort(known.sort), fields)
        rows = _change(request, known, said)
    except Conflict as error:
        known.refresh_from_db()
        comparison = compared(known.fields, said)
        return _page(request, known, fields, str(error), status=409, comparison=comparison)
    except Refused as error:
        return _page(request, known, fields, str(error), status=422)
    there = f" in {len(rows)} coverage{'' if len(rows) == 1 else 's'}" if rows else ""
    messages.success(request, f"Changed{there}.")
    return redirect("thing", known.sort, known.id)


def _change(request: DeskRequest, known: Shared, said: dict[str, Any]) -> list[Any]:
    return change_shared(
        known.id,
        said,
        change=request.POST.get("change") or None,
        made_from=revision_said(request.POST.get("made_from", "")),
        ended_too=request.POST.getlist("ended_too"),
        actor=request.user,
        submission=submission_of(request),
    )


def _page(
    request: DeskRequest,
    known: Shared,
    fields: dict[str, str],
    problem: str = "",
    *,
    status: int = 200,
    comparison: Any = (),
) -> HttpResponse:
    uses = list(shared_uses(known.id))
    # Only once both texts have been shown is the next press made from the newer one.
    began = "" if comparison else request.POST.get("made_from", "")
    context = {
        "thing": known,
        "fields": fields,
        "made_from": began or known.version,
        "problem": problem,
        "comparison": comparison,
        "uses": uses,
        "going_on": len(uses) - sum(posts for _, _, posts in _ended(uses)),
        "ended": _ended(uses),
        "ended_too": request.POST.getlist("ended_too"),
        "change": request.POST.get("change", ""),
        "versions": _versions(known),
        "sources": Shared.objects.filter(sort=Sort.SOURCE, version__gt=0).order_by("name"),
        "title": TITLES[Sort(known.sort)],
        "press": request.POST.get("submission") or uuid4(),
        "zone": ZoneInfo(settings.STOPPRESS.zone),
    }
    return render(request, "desk/thing.html", context, status=status)


def _ended(uses: list[SharedUse]) -> list[tuple[str, str, int]]:
    """(id, title, posts) of the coverages that keep what they showed unless somebody says so."""
    closed = [use for use in uses if use.coverage.state in (State.ENDED, State.MERGED)]
    ids = {use.coverage_id: use.coverage.title for use in closed}
    return [(id, title, sum(use.coverage_id == id for use in closed)) for id, title in ids.items()]


def _versions(known: Shared) -> list[Told]:
    """The newest first; each beside the one before it."""
    rows = list(known.versions.order_by("version").select_related("actor"))
    asked = VersionRemoval.objects.filter(shared=known, answered_at=None)
    waiting = {one.version: one for one in asked}
    told = []
    before: dict[str, Any] | None = None
    for row in rows:
        lines = compared(row.fields if before is None else before, row.fields) if row.fields else []
        person = name_of(row.actor) if isinstance(row.actor, User) else ""
        may_go = row.version < known.version and row.fields is not None
        told.append(Told(row, person, lines, may_go, waiting.get(row.version)))
        before = row.fields
    return told[::-1]


def _sort(name: str) -> Sort:
    if name not in Sort.values:
        raise Http404
    return Sort(name)
