"""Publishing costs what it changes, however many posts and coverages there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction

from stoppress.config import Config
from stoppress.projection.publish import Projection
from stoppress.record.append import append
from stoppress.record.models import Post
from stoppress.record.vocabulary import Kind
from tests.newsroom import harbour_fire, open_harbour_fire, publish, some_post
from tests.projection.public import everything, projecting
from tests.projection.test_cost import calls

Act = Callable[[str, str], object]
ACTS: dict[str, Act] = {
    "posted": lambda coverage, post: publish(coverage, "One more"),
    "revised": lambda coverage, post: append(
        coverage, Kind.REVISED, some_post("Other words"), post_id=post
    ),
    "pinned": lambda coverage, post: append(coverage, Kind.PINNED, {}, post_id=post),
    "title": lambda coverage, post: append(
        coverage, Kind.HEADER_CHANGED, harbour_fire() | {"title": f"Burning, {coverage}"}
    ),
    "paused": lambda coverage, post: append(coverage, Kind.PAUSED, {"note": None}),
    "resumed": lambda coverage, post: append(coverage, Kind.RESUMED, {}),
}


def with_posts(slug: str, posts: int) -> tuple[str, str]:
    """A coverage of so many posts, and the fortieth of them."""
    coverage = open_harbour_fire(slug)
    with transaction.atomic():
        for number in range(posts):
            publish(coverage, f"Post {number}")
    return coverage, Post.objects.get(coverage=coverage, ordinal=40).id


def cost(projection: Projection, act: Act, coverage: str, post: str) -> int:
    """Function calls, those into the databases included."""
    act(coverage, post)
    return calls(projection.catch_up)


def rows(config: Config) -> set[tuple[Any, ...]]:
    return {(table, *row) for table, found in everything(config).items() for row in found}


def test_it_does_as_much_for_many_posts_as_for_few(newsroom: Config) -> None:
    first, few, many = (with_posts(f"of-{number}", number) for number in (40, 120, 720))
    costs: dict[str, tuple[int, int]] = {}
    with projecting(newsroom) as projection:
        for act in ACTS.values():
            cost(projection, act, *first)  # what is looked up but once
        for name, act in ACTS.items():
            costs[name] = cost(projection, act, *few), cost(projection, act, *many)
    too_much = {name: pair for name, pair in costs.items() if pair[1] > 1.1 * pair[0]}
    assert too_much == {}


def test_it_writes_as_much_for_many_posts_as_for_few(newsroom: Config) -> None:
    few, many = with_posts("few", 130), with_posts("many", 380)
    written: dict[str, list[int]] = {}
    with projecting(newsroom) as projection:
        for name, act in ACTS.items():
            for coverage, post in (few, many):
                before = rows(newsroom)
                act(coverage, post)
                projection.catch_up()
                written.setdefault(name, []).append(len(rows(newsroom) - before))
    for name, (little, much) in written.items():
        assert abs(little - much) <= 2, (name, little, much)


def test_it_does_as_much_beside_many_coverages_as_beside_few(newsroom: Config) -> None:
    fire = open_harbour_fire()
    with projecting(newsroom) as projection:

        def one_more() -> int:
            publish(fire)
            return calls(projection.catch_up)

        one_more()
        few = one_more()
        for number in range(60):
            open_harbour_fire(f"fire-{number}")
        projection.catch_up()
        projection.settle()
        one_more()  # which folds it again: it was not among the last ones published
        assert one_more() <= 1.1 * few
