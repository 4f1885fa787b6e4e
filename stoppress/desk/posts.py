"""Posts: publishing one, editing, correcting, clarifying one."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from stoppress.desk.answers import DeskRequest
from stoppress.desk.composer import composer_at
from stoppress.desk.pages import composer_page
from stoppress.desk.place import Place, new_post_in, place_of
from stoppress.desk.publishing import press
from stoppress.record.vocabulary import Kind


@require_POST
def publish(request: DeskRequest, slug: str) -> HttpResponse:
    """A new post. Scripts get `{"post", "cursor", "url"}`."""
    return press(request, new_post_in(slug))


@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, slug: str, post_id: str) -> HttpResponse:
    """Change a post without a word to readers about it."""
    return _composed(request, place_of(slug, post_id, Kind.REVISED))


@require_http_methods(["GET", "POST"])
def correct(request: DeskRequest, slug: str, post_id: str) -> HttpResponse:
    """Change a post and tell readers what was wrong."""
    return _composed(request, place_of(slug, post_id, Kind.CORRECTED))


@require_http_methods(["GET", "POST"])
def clarify(request: DeskRequest, slug: str, post_id: str) -> HttpResponse:
    """Change a post of which nothing was wrong, and tell readers what was unclear."""
    return _composed(request, place_of(slug, post_id, Kind.CLARIFIED))


def _composed(request: DeskRequest, place: Place) -> HttpResponse:
    if request.method == "POST":
        return press(request, place)
    return composer_page(request, composer_at(place, request))
