"""Withdrawing a post: its words go, its place and the reason stay for readers to see."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from stoppress.desk.answers import DeskRequest
from stoppress.desk.in_the_way import in_the_way, said_instead
from stoppress.desk.marks import submission_of
from stoppress.desk.place import Place, place_of, revision_said
from stoppress.record.append import append
from stoppress.record.errors import Conflict, Refused
from stoppress.record.models import Post
from stoppress.record.vocabulary import Kind


@require_http_methods(["GET", "POST"])
def withdraw(request: DeskRequest, slug: str, post_id: str) -> HttpResponse:
    """Ask for the reason, then withdraw."""
    place = place_of(slug, post_id, Kind.WITHDRAWN)
    if request.method == "GET":
        if way := in_the_way(place.coverage, Kind.WITHDRAWN, place.post):
            back = f"{reverse('coverage', args=[slug])}#post-{post_id}"
            return said_instead(request, way, back, coverage=place.coverage)
        return _page(request, place)
    try:
        append(
            place.coverage.id,
            Kind.WITHDRAWN,
            {"reason": request.POST.get("reason", "")},
            post_id=post_id,
            actor=request.user,
            submission=submission_of(request),
            made_from=revision_said(request.POST.get("made_from", "")),
        )
    except Conflict:
        return _page(
            request, place, "Somebody has changed this post meanwhile; read it again.", 409
        )
    except Refused as error:
        return _page(request, place, str(error), 422)
    messages.success(request, "The post has been withdrawn.")
    return redirect(f"{reverse('coverage', args=[slug])}#post-{post_id}")


def _page(request: DeskRequest, place: Place, problem: str = "", status: int = 200) -> HttpResponse:
    context = {
        "coverage": place.coverage,
        "post": Post.objects.get(id=place.post.id) if place.post else None,
        "copy": place.base,
        "problem": problem,
        "reason": request.POST.get("reason", ""),
        "press": request.POST.get("submission") or uuid4(),
    }
    return render(request, "desk/withdraw.html", context, status=status)
