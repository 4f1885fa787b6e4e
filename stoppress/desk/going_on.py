"""Whether a coverage goes on: pausing, resuming, ending, reopening it, merging it into another."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from stoppress.desk.answers import DeskRequest
from stoppress.desk.asking import Question, asked
from stoppress.desk.in_the_way import in_the_way
from stoppress.desk.marks import submission_of
from stoppress.record import moving
from stoppress.record.append import append
from stoppress.record.content.carried import content_of
from stoppress.record.errors import Refused
from stoppress.record.models import Coverage, Revision
from stoppress.record.vocabulary import Kind, State

GOING_ON = (State.LIVE, State.PAUSED)


@dataclass(frozen=True)
class _Turn:
    """How one of these acts asks, and what is said once it is done."""

    kind: Kind
    question: str
    means: str
    note: str
    yes: str
    instead: str
    done: str
    is_grave: bool = False


_PAUSE = _Turn(
    Kind.PAUSED,
    "Pause this coverage?",
    "Readers see that nothing comes for a while. Nothing can be posted until you resume it; posts"
    " can still be edited, corrected and withdrawn.",
    "When does it go on? Readers see this",
    "Pause it",
    "Keep it live",
    "The coverage is paused.",
)
_RESUME = _Turn(
    Kind.RESUMED,
    "Go on with this coverage?",
    "Readers see that it is live again, and posts can be published.",
    "",
    "Resume it",
    "Leave it paused",
    "The coverage is live again.",
)
_END = _Turn(
    Kind.ENDED,
    "End this coverage?",
    "Readers will see that it has ended, and nothing more can be posted. Posts can still be edited,"
    " corrected and withdrawn, and you can reopen it.",
    "A last word to readers",
    "End the coverage",
    "Do not end it",
    "The coverage has ended.",
    is_grave=True,
)
_REOPEN = _Turn(
    Kind.REOPENED,
    "Reopen this coverage?",
    "Readers see that it is live again, and posts can be published.",
    "Why it goes on; readers see this",
    "Reopen it",
    "Leave it ended",
    "The coverage is live again.",
)


@require_http_methods(["GET", "POST"])
def pause(request: DeskRequest, slug: str) -> HttpResponse:
    return _turned(request, slug, _PAUSE)


@require_http_methods(["GET", "POST"])
def resume(request: DeskRequest, slug: str) -> HttpResponse:
    return _turned(request, slug, _RESUME)


@require_http_methods(["GET", "POST"])
def end(request: DeskRequest, slug: str) -> HttpResponse:
    return _turned(request, slug, _END)


@require_http_methods(["GET", "POST"])
def reopen(request: DeskRequest, slug: str) -> HttpResponse:
    return _turned(request, slug, _REOPEN)


@require_http_methods(["GET", "POST"])
def merge(request: DeskRequest, slug: str) -> HttpResponse:
    """Ask into which other coverage, say what happens, then do it."""
    coverage = get_object_or_404(Coverage, slug=slug)
    question = Question(
        "desk/merge.html",
        "Merged: readers are led on to the other coverage.",
        reverse("coverage", args=[slug]),
        {"coverage": coverage, "others": others_going_on(coverage)},
        in_the_way(coverage, Kind.MERGED),
    )
    return asked(
        request,
        question,
        lambda: moving.merge(
            coverage.id,
            chosen_coverage(request).id,
            note=request.POST.get("note"),
            actor=request.user,
            submission=submission_of(request),
        ),
    )


def others_going_on(coverage: Coverage) -> list[Coverage]:
    """The coverages to which something can go from here, the latest first."""
    going_on = Coverage.objects.filter(state__in=GOING_ON).exclude(id=coverage.id)
    return list(going_on.order_by("-opened_at"))


def merged_into(coverage: Coverage) -> dict[str, str] | None:
    """`slug` and `title` of the coverage in which readers of a merged one go on."""
    if coverage.state != State.MERGED:
        return None
    row = Revision.objects.filter(coverage=coverage, kind=Kind.MERGED).last()
    said = content_of(row) if row else None
    return said and said.get("into")


def chosen_coverage(request: DeskRequest) -> Coverage:
    """The coverage that a form's `into` names. Raises Refused."""
    found = Coverage.objects.filter(id=request.POST.get("into", "")).first()
    if found is None:
        raise Refused("Choose a coverage from the list.")
    return found


def _turned(request: DeskRequest, slug: str, turn: _Turn) -> HttpResponse:
    coverage = get_object_or_404(Coverage, slug=slug)
    content = {"note": request.POST.get("note")} if turn.note else {}
    question = Question(
        "desk/turn.html",
        turn.done,
        reverse("coverage", args=[slug]),
        {"coverage": coverage, "turn": turn},
        in_the_way(coverage, turn.kind),
    )
    return asked(
        request,
        question,
        lambda: append(
            coverage.id,
            turn.kind,
            content,
            actor=request.user,
            submission=submission_of(request),
        ),
    )
