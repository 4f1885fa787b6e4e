"""Withholding the words of a post, in two presses, and releasing them again."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from stoppress.desk.answers import DeskRequest
from stoppress.desk.asking import Question, asked
from stoppress.desk.in_the_way import in_the_way
from stoppress.desk.marks import submission_of
from stoppress.desk.removals import open_request, release_post, withhold_post
from stoppress.record.models import Post
from stoppress.record.vocabulary import Kind


@require_http_methods(["GET", "POST"])
def withhold(request: DeskRequest, slug: str, post_id: str) -> HttpResponse:
    """Let all that the post ever said be shown nowhere. `reason` is the button that was pressed.

    What somebody changed meanwhile does not hold it up: whatever the words are, they are to go.
    """
    post = named_post(slug, post_id)
    question = Question(
        "desk/withhold.html",
        "Withheld: its words are gone from the public pages within seconds."
        " Release it to show them again.",
        post_in_list(post),
        {"coverage": post.coverage, "post": post, "waiting": open_request(post)},
        in_the_way(post.coverage, Kind.WITHHELD, post),
    )
    return asked(
        request,
        question,
        lambda: withhold_post(
            request.user,
            post,
            reason=request.POST.get("reason", ""),
            note=request.POST.get("note", ""),
            submission=submission_of(request),
        ),
    )


@require_http_methods(["GET", "POST"])
def release(request: DeskRequest, slug: str, post_id: str) -> HttpResponse:
    """Ask, then show again what is withheld of the post."""
    post = named_post(slug, post_id)
    question = Question(
        "desk/release.html",
        "Released: readers see its words again.",
        post_in_list(post),
        {"coverage": post.coverage, "post": post, "waiting": open_request(post)},
        in_the_way(post.coverage, Kind.RELEASED, post),
    )
    return asked(
        request,
        question,
        lambda: release_post(
            request.user,
            post,
            note=request.POST.get("note", ""),
            submission=submission_of(request),
        ),
    )


def named_post(slug: str, post_id: str) -> Post:
    """Raises Http404."""
    posts = Post.objects.select_related("coverage")
    return get_object_or_404(posts, id=post_id, coverage__slug=slug)


def post_in_list(post: Post) -> str:
    """Where the post stands on its coverage's desk page."""
    return f"{reverse('coverage', args=[post.coverage.slug])}#post-{post.id}"
