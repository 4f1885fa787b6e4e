"""Who reads now, and who has been handed what: sentences for the pages that show coverages."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from stoppress.desk.edges import Delivery, Heard, edges_of
from stoppress.record.models import Coverage, Post

_NEWEST = 64  # posts


@require_safe
def readers(request: HttpRequest) -> JsonResponse:
    """Of each coverage, how many read it now."""
    heard = edges_of(settings.STOPPRESS).heard()
    if heard is None:
        return JsonResponse({"coverages": {}, "silent": ""})
    coverages = {slug: reading_now(one) for slug, one in heard.coverages.items()}
    return JsonResponse({"coverages": coverages, "silent": not_answering(heard)})


@require_safe
def delivery(request: HttpRequest, slug: str) -> JsonResponse:
    """Of one coverage, how many read it now, and of its newest posts who has been handed them."""
    coverage = get_object_or_404(Coverage, slug=slug)
    heard = edges_of(settings.STOPPRESS).heard()
    found = heard.coverages.get(slug) if heard else None
    if heard is None or found is None:
        return JsonResponse({"readers": "", "silent": not_answering(heard), "posts": {}})
    newest = Post.objects.filter(coverage=coverage).order_by("-copy_position")[:_NEWEST]
    posts = {post.id: handed(found, post.copy_position) for post in newest}
    return JsonResponse(
        {
            "readers": f"{reading_now(found)}; readers behind caches not counted",
            "silent": not_answering(heard),
            "posts": {post: said for post, said in posts.items() if said},
        }
    )


def reading_now(found: Delivery) -> str:
    return f"{found.readers:,} reading now" if found.readers else "nobody reading directly now"


def handed(found: Delivery, position: int) -> str:
    """The proof of delivery of what was published at `position`; empty where it is too old."""
    if position > found.position:
        return "on its way to readers"
    if position not in found.positions or not found.readers:
        return ""
    got, catching_up = found.positions[position]
    said = f"handed to {got:,} of {got + catching_up:,} direct readers"
    return f"{said}, {catching_up:,} catching up" if catching_up else said


def not_answering(heard: Heard | None) -> str:
    silent = len(heard.silent) if heard else 0
    if not silent:
        return ""
    return "1 edge is not answering" if silent == 1 else f"{silent} edges are not answering"
