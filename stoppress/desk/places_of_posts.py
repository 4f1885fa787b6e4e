"""Where a post stands: one place up or down, above another, or in another coverage."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from stoppress.desk.answers import DeskRequest, error_json, wants_json
from stoppress.desk.asking import Question, asked
from stoppress.desk.going_on import chosen_coverage, others_going_on
from stoppress.desk.in_the_way import in_the_way
from stoppress.desk.marks import submission_of
from stoppress.desk.place import revision_said
from stoppress.desk.withholding import named_post, post_in_list
from stoppress.record import moving
from stoppress.record.append import append
from stoppress.record.errors import Refused
from stoppress.record.models import Post, Revision
from stoppress.record.rows import Press, already
from stoppress.record.vocabulary import Kind, Standing

_OFFERED = 200  # posts above which another can be put; further ones by a step after the other
_BELOW_ALL = "-"


@require_POST
def move_up(request: DeskRequest, slug: str, post_id: str) -> HttpResponse:
    return _stepped(request, named_post(slug, post_id), up=True)


@require_POST
def move_down(request: DeskRequest, slug: str, post_id: str) -> HttpResponse:
    return _stepped(request, named_post(slug, post_id), up=False)


@require_http_methods(["GET", "POST"])
def place_above(request: DeskRequest, slug: str, post_id: str) -> HttpResponse:
    """Ask above which other post, then put it there."""
    post = named_post(slug, post_id)
    others = _on_the_page(post).exclude(id=post.id).order_by("-place")
    question = Question(
        "desk/place.html",
        "The post stands elsewhere now.",
        post_in_list(post),
        {"coverage": post.coverage, "post": post, "others": others[:_OFFERED]},
        in_the_way(post.coverage, Kind.REORDERED, post),
    )
    return asked(request, question, lambda: _reorder(request, post, _said(request)))


@require_http_methods(["GET", "POST"])
def move_elsewhere(request: DeskRequest, slug: str, post_id: str) -> HttpResponse:
    """Ask into which coverage, then let the post go on there."""
    post = named_post(slug, post_id)
    question = Question(
        "desk/move.html",
        "The post has moved. Its old address leads to the new one.",
        post_in_list(post),
        {"coverage": post.coverage, "post": post, "others": others_going_on(post.coverage)},
        in_the_way(post.coverage, Kind.MOVED_OUT, post),
    )
    return asked(
        request,
        question,
        lambda: moving.move_post(
            post.id,
            chosen_coverage(request).id,
            note=request.POST.get("note"),
            actor=request.user,
            submission=submission_of(request),
            made_from=revision_said(request.POST.get("made_from", "")),
        ),
    )


def _stepped(request: DeskRequest, post: Post, *, up: bool) -> HttpResponse:
    try:
        # A second click must not take a second step: the first has changed what stands next.
        if not already(post.coverage_id, Press(submission=submission_of(request))):
            _reorder(request, post, _next_but_one(post, up=up))
    except Refused as error:
        if wants_json(request):
            return error_json(str(error), 422)
        messages.error(request, str(error))
    else:
        if wants_json(request):
            return JsonResponse({"post": post.id})
    return redirect(post_in_list(post))


def _next_but_one(post: Post, *, up: bool) -> str | None:
    """The post above which `post` stands after one step; null: below all. Raises Refused."""
    page = _on_the_page(post)
    if up:
        above = page.filter(place__gt=post.place).order_by("place").first()
        if above is None:
            raise Refused("This post stands on top already.")
        return above.id
    below = list(page.filter(place__lt=post.place).order_by("-place")[:2])
    if not below:
        raise Refused("This post stands below all others already.")
    return below[1].id if len(below) > 1 else None


def _on_the_page(post: Post) -> QuerySet[Post]:
    return Post.objects.filter(coverage=post.coverage_id).exclude(standing=Standing.MOVED)


def _said(request: DeskRequest) -> str | None:
    above = request.POST.get("above", "")
    if not above:
        raise Refused("Choose the post that it is to stand above.")
    return None if above == _BELOW_ALL else above


def _reorder(request: DeskRequest, post: Post, above: str | None) -> Revision:
    return append(
        post.coverage_id,
        Kind.REORDERED,
        {"above": above},
        post_id=post.id,
        actor=request.user,
        submission=submission_of(request),
    )
