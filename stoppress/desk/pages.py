"""The pages with a composer: the coverage's own, and those of an edit and a correction."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from stoppress.desk.answers import DeskRequest
from stoppress.desk.composer import Composer
from stoppress.desk.going_on import merged_into
from stoppress.desk.in_the_way import in_the_way
from stoppress.desk.post_list import posts_of
from stoppress.record.models import Post


def composer_page(request: DeskRequest, composer: Composer, status: int = 200) -> HttpResponse:
    """The page on which `composer` stands."""
    place = composer.place
    config = settings.STOPPRESS
    context = {
        "composer": composer,
        "place": place,
        "coverage": place.coverage,
        "zone": place.zone,
        "zone_name": place.zone_name,
        "reader_url": f"{config.reader_base}/{place.coverage.slug}/",
    }
    if place.post is not None:
        context["late"] = "late" in request.GET
        context["way"] = in_the_way(place.coverage, place.kind, place.post)
        return render(request, "desk/edit.html", context, status=status)
    context["posts"] = posts_of(place.coverage, before=request.GET.get("before", ""))
    context["merged_into"] = merged_into(place.coverage)
    said = request.GET.get("published", "")
    context["published"] = Post.objects.filter(coverage=place.coverage, id=said).first()
    return render(request, "desk/coverage.html", context, status=status)
