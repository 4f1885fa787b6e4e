"""What is done to a post with one press: pinned, unpinned, marked and unmarked as a key event."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from stoppress.desk.answers import DeskRequest, error_json, wants_json
from stoppress.desk.place import place_of
from stoppress.record.append import append
from stoppress.record.errors import Refused
from stoppress.record.vocabulary import Kind


@require_POST
def pin(request: DeskRequest, slug: str, post_id: str) -> HttpResponse:
    return _marked(request, slug, post_id, Kind.PINNED)


@require_POST
def unpin(request: DeskRequest, slug: str, post_id: str) -> HttpResponse:
    return _marked(request, slug, post_id, Kind.UNPINNED)


@require_POST
def mark_key(request: DeskRequest, slug: str, post_id: str) -> HttpResponse:
    """`label` are the words in the list of key events; without them the headline stands there."""
    return _marked(request, slug, post_id, Kind.MARKED_KEY)


@require_POST
def unmark_key(request: DeskRequest, slug: str, post_id: str) -> HttpResponse:
    return _marked(request, slug, post_id, Kind.UNMARKED_KEY)


def submission_of(request: HttpRequest) -> UUID | None:
    """The name of the press that `request` is, where its form has one."""
    try:
        return UUID(request.POST.get("submission", ""))
    except ValueError:
        return None


def _marked(request: DeskRequest, slug: str, post_id: str, kind: Kind) -> HttpResponse:
    place = place_of(slug, post_id, kind)
    content = {"label": request.POST.get("label")} if kind is Kind.MARKED_KEY else {}
    try:
        append(
            place.coverage.id,
            kind,
            content,
            post_id=post_id,
            actor=request.user,
            submission=submission_of(request),
        )
    except Refused as error:
        if wants_json(request):
            return error_json(str(error), 422)
        messages.error(request, str(error))
    else:
        if wants_json(request):
            return JsonResponse({"post": post_id})
    return redirect(f"{reverse('coverage', args=[slug])}#post-{post_id}")
