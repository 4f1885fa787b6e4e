"""Saving and discarding drafts, for the composer's script and for its buttons."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from stoppress.desk.answers import DeskRequest, error_json
from stoppress.desk.composer import sent_fields
from stoppress.desk.drafts import drop_draft, keep_draft
from stoppress.desk.place import Place, new_post_in, place_of
from stoppress.record.vocabulary import Kind

_OF_A_POST = {str(kind): kind for kind in (Kind.REVISED, Kind.CORRECTED, Kind.CLARIFIED)}


@require_POST
def save_draft(request: DeskRequest, slug: str) -> HttpResponse:
    """Answers `{"kept", "at"}`: what became of the draft (`drafts.Kept`), and the time of day."""
    fields = sent_fields(request)
    try:
        place = _named(slug, fields.get("place", ""))
    except Http404:
        return error_json("That post is gone; copy your words out of this page.", 404)
    kept = keep_draft(request.user, place, fields)
    return JsonResponse({"kept": kept, "at": f"{timezone.now().astimezone(place.zone):%H:%M}"})


@require_POST
def discard_draft(request: DeskRequest, slug: str, submission: UUID) -> HttpResponse:
    """Throw a draft away, and open the composer anew."""
    place = _named(slug, request.POST.get("place", ""))
    drop_draft(request.user, submission)
    return redirect(f"{place.url}?new")


def _named(slug: str, name: str) -> Place:
    """The place that is called `name`. Raises Http404."""
    kind, _, post_id = name.partition(":")
    if kind in _OF_A_POST:
        return place_of(slug, post_id, _OF_A_POST[kind])
    return new_post_in(slug)
