"""What is the case where an act would only be refused: the page that would ask for it says so
instead. What may follow what is the record's to say.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render

from stoppress.desk.answers import DeskRequest
from stoppress.desk.models import RemovalRequest
from stoppress.record.errors import Refused
from stoppress.record.models import Coverage, Post
from stoppress.record.removal.removing import has_words_for
from stoppress.record.rules import check_standing
from stoppress.record.vocabulary import Kind, Standing

_REMOVED = "The words of this post were removed, for good."


def in_the_way(coverage: Coverage, kind: Kind, post: Post | None = None) -> str:
    """Why `kind` cannot come next as things stand; empty where it can."""
    try:
        check_standing(coverage, kind, post)
    except Refused as error:
        return str(error)
    said = _OF_WORDS.get(kind)
    return said(post) if said and post else ""


def said_instead(request: DeskRequest, way: str, back: str, **more: object) -> HttpResponse:
    """The page that says it, and leads back. `more`: the context of its template."""
    context = {"way": way, "back": back} | more
    return render(request, "desk/in_the_way.html", context)


def _of_withholding(post: Post) -> str:
    if has_words_for(Kind.WITHHELD, post.id):
        return ""
    if post.standing == Standing.WITHHELD:
        return "This post is withheld already; its words are shown nowhere."
    return _REMOVED


def _of_release(post: Post) -> str:
    if _is_asked_for(post):
        return "The removal of this post has been asked for; call that off first, then release it."
    if has_words_for(Kind.RELEASED, post.id):
        return ""
    if post.standing == Standing.REMOVED:
        return _REMOVED
    return "No words of this post are withheld; there is nothing to release."


def _of_removal(post: Post) -> str:
    if _is_asked_for(post):
        return "The removal of this post has been asked for already."
    return "" if has_words_for(Kind.REMOVED, post.id) else _REMOVED


def _is_asked_for(post: Post) -> bool:
    return RemovalRequest.objects.filter(post=post, answered_at=None).exists()


_OF_WORDS: dict[Kind, Callable[[Post], str]] = {
    Kind.WITHHELD: _of_withholding,
    Kind.RELEASED: _of_release,
    Kind.REMOVED: _of_removal,
}
