"""The pages on which the destruction of words is asked for, looked at, confirmed or called off.

Who may confirm is decided in `removals`; these pages only say it.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stoppress.desk.answers import DeskRequest
from stoppress.desk.asking import Question, asked
from stoppress.desk.fates import REASONS, fates_of
from stoppress.desk.in_the_way import in_the_way
from stoppress.desk.marks import submission_of
from stoppress.desk.models import RemovalRequest, VersionRemoval
from stoppress.desk.removals import ask_removal, call_off_removal, confirm_removal, open_request
from stoppress.desk.two_editors import may_confirm
from stoppress.desk.withholding import named_post, post_in_list
from stoppress.record.content.carried import content_of
from stoppress.record.content.reading import lines_of
from stoppress.record.errors import Refused
from stoppress.record.models import Post, Revision
from stoppress.record.removal.removing import SAYING, posts_of_one
from stoppress.record.vocabulary import Kind

_ANSWERED = 20  # of the requests that were answered: the last so many are listed


@require_http_methods(["GET", "POST"])
def ask(request: DeskRequest, slug: str, post_id: str) -> HttpResponse:
    """Ask to have words destroyed: all of the post, or `position`s of older ones alone."""
    post = named_post(slug, post_id)
    sent = request.POST if request.method == "POST" else request.GET
    positions = [int(one) for one in sent.getlist("position") if one.isdecimal() and len(one) < 10]
    fate = fates_of([post]).get(post.id)
    question = Question(
        "desk/ask_removal.html",
        "Removal asked for. Until it is confirmed the words are withheld.",
        post_in_list(post),
        {
            "coverage": post.coverage,
            "post": post,
            "positions": positions,
            "fate": fate,
            "alone": settings.STOPPRESS.removal == "one",
            "reasons": REASONS,
            "waiting": open_request(post),
        },
        in_the_way(post.coverage, Kind.REMOVED, post),
    )
    return asked(
        request,
        question,
        lambda: ask_removal(
            request.user,
            post,
            reason=request.POST.get("reason", ""),
            note=request.POST.get("note", ""),
            positions=positions,
            submission=submission_of(request),
        ),
    )


@require_safe
def removals(request: DeskRequest) -> HttpResponse:
    """What waits for an answer, and what was answered of late."""
    requests = RemovalRequest.objects.select_related("post__coverage", "asked_by", "answered_by")
    versions = VersionRemoval.objects.select_related("shared", "asked_by", "answered_by")
    context = {
        "versions_waiting": [
            _shown_version(one) for one in versions.filter(answered_at=None).order_by("asked_at")
        ],
        "versions_answered": [
            _shown_version(one)
            for one in versions.exclude(answered_at=None).order_by("-answered_at")[:_ANSWERED]
        ],
        "waiting": [_shown(one) for one in requests.filter(answered_at=None).order_by("asked_at")],
        "answered": [
            _shown(one)
            for one in requests.exclude(answered_at=None).order_by("-answered_at")[:_ANSWERED]
        ],
        "zone": ZoneInfo(settings.STOPPRESS.zone),
        "on_postgres": bool(settings.STOPPRESS.database),
    }
    return render(request, "desk/removals.html", context)


@require_http_methods(["GET", "POST"])
def answer(request: DeskRequest, number: int) -> HttpResponse:
    """Show what would be destroyed, and destroy it once that is confirmed."""
    requests = RemovalRequest.objects.select_related("post__coverage", "asked_by", "answered_by")
    wanted = get_object_or_404(requests, pk=number)
    problem = ""
    if request.method == "POST":
        try:
            return _confirmed(request, wanted)
        except Refused as error:
            problem = str(error)
    context = _shown(wanted) | {
        "words": _words(wanted),
        "zone": ZoneInfo(settings.STOPPRESS.zone),
        "problem": problem,
        "may": may_confirm(request.user, wanted),
        "press": request.POST.get("submission") or uuid4(),
    }
    return render(request, "desk/removal.html", context, status=422 if problem else 200)


@require_POST
def call_off(request: DeskRequest, number: int) -> HttpResponse:
    """Leave the words withheld."""
    wanted = get_object_or_404(RemovalRequest.objects.select_related("post__coverage"), pk=number)
    try:
        call_off_removal(request.user, wanted)
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The removal was called off. The words are still withheld.")
    return redirect(post_in_list(wanted.post))


def _confirmed(request: DeskRequest, wanted: RemovalRequest) -> HttpResponse:
    if wanted.position is not None:
        return redirect("removals")  # a second click on the same button
    if not request.POST.get("sure"):
        raise Refused("Tick that you are sure; what is destroyed cannot be brought back.")
    _, scrubbed = confirm_removal(request.user, wanted, submission=submission_of(request))
    messages.success(request, "The words have been destroyed.")
    if not scrubbed.clean:
        messages.warning(request, f"Not finished in {scrubbed.what}: {scrubbed.text}.")
    return redirect("removals")


def _shown(request: RemovalRequest) -> dict[str, Any]:
    """What the pages say of a request."""
    copy = Revision.objects.get(coverage=request.coverage_id, position=request.post.copy_position)
    return {
        "request": request,
        "post": request.post,
        "coverage": request.post.coverage,
        "headline": (content_of(copy) or {}).get("headline") or "a post without a headline",
        "reason": REASONS.get(request.reason, request.reason),
    }


def _shown_version(request: VersionRemoval) -> dict[str, Any]:
    return {"request": request, "reason": REASONS.get(request.reason, request.reason)}


def _words(request: RemovalRequest) -> list[tuple[Revision, list[str]]]:
    """Every revision whose words would go, the newest first, line by line."""
    if request.answered_at is not None:
        return []
    if request.positions:
        rows = Revision.objects.filter(coverage=request.coverage_id, position__in=request.positions)
    else:
        posts = Post.objects.filter(id__in=posts_of_one(request.post_id))
        rows = Revision.objects.filter(post__in=posts, kind__in=SAYING)
    found = rows.filter(content__isnull=False).order_by("-at").select_related("actor")
    return [(row, list(lines_of(content_of(row) or {}))) for row in found]
