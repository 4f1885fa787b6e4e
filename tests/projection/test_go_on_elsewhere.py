"""Posts that move, and coverages that are merged: every address leads to where it goes on."""

from __future__ import annotations

import pytest
from django.db import transaction

from stoppress.config import Config
from stoppress.public_store import Page, Reader
from stoppress.record.append import append
from stoppress.record.models import Post
from stoppress.record.moving import merge, move_post
from stoppress.record.removal.removing import remove
from stoppress.record.vocabulary import Kind
from tests.newsroom import open_harbour_fire, publish
from tests.projection.public import everything, page, projecting, reading


def answer(reader: Reader, path: str) -> Page:
    found = reader.page(path)
    assert found is not None, f"there is no page {path}"
    return found


def test_the_address_of_a_post_that_moved_leads_to_its_new_one(newsroom: Config) -> None:
    with projecting(newsroom) as projection, reading(newsroom) as reader:
        fire, flood = open_harbour_fire(), open_harbour_fire("flood")
        crane = publish(fire)
        projection.catch_up()
        _, there = move_post(crane.id, flood)
        projection.catch_up()
        old = answer(reader, f"/harbour-fire/posts/{crane.id}")
        assert (old.status, old.location) == (308, f"/flood/posts/{there.post_id}")
        assert answer(reader, old.location).status == 200
        assert "Nobody was hurt." in page(newsroom, old.location)
        assert "Nobody was hurt." not in page(newsroom, "/harbour-fire/")
        before = everything(newsroom)
        projection.rebuild()
    assert everything(newsroom) == before


def test_a_post_that_moved_and_was_removed_there_is_gone_in_both_places(newsroom: Config) -> None:
    with projecting(newsroom) as projection, reading(newsroom) as reader:
        fire, flood = open_harbour_fire(), open_harbour_fire("flood")
        crane = publish(fire)
        _, there = move_post(crane.id, flood)
        remove(flood, post_id=there.post_id, reason="legal")
        projection.catch_up()
        assert answer(reader, f"/flood/posts/{there.post_id}").status == 410


@pytest.mark.parametrize(("posts", "pages"), [(0, 1), (3, 1), (50, 1), (120, 3)])
def test_a_merged_coverage_leads_to_the_other_and_keeps_every_post(
    newsroom: Config, posts: int, pages: int
) -> None:
    with projecting(newsroom) as projection, reading(newsroom) as reader:
        fire, flood = open_harbour_fire(), open_harbour_fire("flood")
        with transaction.atomic():
            for number in range(posts):
                publish(fire, f"Post {number}")
        projection.catch_up()
        merge(fire, flood)
        projection.catch_up()
        front = answer(reader, "/harbour-fire/")
        assert (front.status, front.location) == (302, "/flood/")
        shown = [page(newsroom, f"/harbour-fire/page/{number}") for number in range(1, pages + 1)]
        assert reader.page(f"/harbour-fire/page/{pages + 1}") is None
        for id in Post.objects.filter(coverage=fire).values_list("id", flat=True):
            assert sum(f'id="post-{id}"' in one for one in shown) == 1
            assert answer(reader, f"/harbour-fire/posts/{id}").status == 200
        assert [head.state for head in reader.heads()] == ["live", "ended"]
        assert 'href="/harbour-fire/page/1"' in page(newsroom, "/flood/")
        before = everything(newsroom)
        projection.rebuild()
    assert everything(newsroom) == before


def test_a_merged_coverage_can_be_read_as_it_stood(newsroom: Config) -> None:
    with projecting(newsroom) as projection, reading(newsroom) as reader:
        fire, flood = open_harbour_fire(), open_harbour_fire("flood")
        publish(fire)
        merge(fire, flood)
        projection.catch_up()
        past = reader.page_at("/harbour-fire/", 2)
        assert past is not None
        assert past.status == 200
        assert b"Nobody was hurt." in past.body


def test_the_state_of_a_coverage_is_public(newsroom: Config) -> None:
    with projecting(newsroom) as projection, reading(newsroom) as reader:
        fire = open_harbour_fire()
        states = []
        for kind in (Kind.PAUSED, Kind.RESUMED, Kind.ENDED, Kind.REOPENED):
            append(fire, kind, {} if kind is Kind.RESUMED else {"note": None})
            projection.catch_up()
            states.append(reader.heads()[0].state)
    assert states == ["paused", "live", "ended", "live"]
