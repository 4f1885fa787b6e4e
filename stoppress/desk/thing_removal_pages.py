"""The pages on which the removal of an old version of a shared thing is asked for and answered.

Who may confirm, and what goes, is decided in `thing_removals`; these pages only say it.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from stoppress.desk.answers import DeskRequest
from stoppress.desk.asking import Question, asked
from stoppress.desk.comparing import Row, compared
from stoppress.desk.fates import REASONS
from stoppress.desk.marks import submission_of
from stoppress.desk.models import VersionRemoval
from stoppress.desk.thing_removals import (
    ask_version_removal,
    call_off_version_removal,
    confirm_version_removal,
    doomed_by,
    open_version_removal,
)
from stoppress.desk.two_editors import may_confirm
from stoppress.record.errors import Refused
from stoppress.record.models import Shared, SharedVersion
from stoppress.record.removal.removing_things import check_is_old


@require_http_methods(["GET", "POST"])
def ask(request: DeskRequest, version: int, thing_id: str) -> HttpResponse:
    """Ask to have every copy of what a thing used to say destroyed."""
    thing = get_object_or_404(Shared, id=thing_id, version__gt=0)
    doomed = doomed_by(thing.id, version)
    waiting = open_version_removal(thing, version)
    question = Question(
        "desk/ask_version_removal.html",
        "Removal asked for. Until it is confirmed, the old words stay where they stand.",
        reverse("thing", args=[thing.sort, thing.id]),
        {
            "thing": thing,
            "version": version,
            "doomed": doomed,
            "words": _words(thing, version),
            "alone": settings.STOPPRESS.removal == "one",
            "reasons": REASONS,
            "waiting_version": waiting,
        },
        _way(thing, version, waiting, is_said=bool(doomed)),
    )
    return asked(
        request,
        question,
        lambda: ask_version_removal(
            request.user,
            thing,
            version,
            reason=request.POST.get("reason", ""),
            note=request.POST.get("note", ""),
        ),
    )


@require_http_methods(["GET", "POST"])
def answer(request: DeskRequest, number: int) -> HttpResponse:
    """Show what would be destroyed, and destroy it once that is confirmed."""
    requests = VersionRemoval.objects.select_related("shared", "asked_by", "answered_by")
    wanted = get_object_or_404(requests, pk=number)
    problem = ""
    if request.method == "POST":
        try:
            return _confirmed(request, wanted)
        except Refused as error:
            problem = str(error)
    context = {
        "request": wanted,
        "thing": wanted.shared,
        "reason": REASONS.get(wanted.reason, wanted.reason),
        "doomed": doomed_by(wanted.shared_id, wanted.version) if not wanted.answered_at else [],
        "words": _words(wanted.shared, wanted.version),
        "zone": ZoneInfo(settings.STOPPRESS.zone),
        "problem": problem,
        "may": may_confirm(request.user, wanted),
        "press": request.POST.get("submission") or uuid4(),
    }
    return render(request, "desk/version_removal.html", context, status=422 if problem else 200)


@require_POST
def call_off(request: DeskRequest, number: int) -> HttpResponse:
    """Leave the old words where they stand."""
    wanted = get_object_or_404(VersionRemoval.objects.select_related("shared"), pk=number)
    try:
        call_off_version_removal(request.user, wanted)
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The removal was called off. The old words stay.")
    return redirect("thing", wanted.shared.sort, wanted.shared_id)


def _confirmed(request: DeskRequest, wanted: VersionRemoval) -> HttpResponse:
    if wanted.removed is not None:
        return redirect("removals")  # a second click on the same button
    if not request.POST.get("sure"):
        raise Refused("Tick that you are sure; what is destroyed cannot be brought back.")
    scrubbed = confirm_version_removal(request.user, wanted, submission=submission_of(request))
    messages.success(request, "The words have been destroyed.")
    if not scrubbed.clean:
        messages.warning(request, f"Not finished in {scrubbed.what}: {scrubbed.text}.")
    return redirect("removals")


def _way(thing: Shared, version: int, waiting: Any, *, is_said: bool) -> str:
    if waiting is not None:
        return "The removal of these words has been asked for already."
    try:
        check_is_old(thing, version, is_said=is_said)
    except Refused as error:
        return str(error)
    return ""


def _words(thing: Shared, version: int) -> list[Row]:
    """What the version says, line by line; nothing where its words are gone."""
    row = SharedVersion.objects.filter(shared=thing, version=version).first()
    return compared(row.fields, row.fields) if row and row.fields else []
