"""Where posts stand: older pages are cut from the oldest, so that they never shift."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stoppress.projection.places import (
    older_pages,
    on_front,
    on_page,
    page_of,
    place_address,
    place_of,
)
from stoppress.projection.shelf import reorder
from stoppress.projection.timeline import Post, Timeline

AT = datetime(2026, 5, 4, tzinfo=UTC)


def with_posts(count: int) -> Timeline:
    posts = {f"p{n}": Post(f"p{n}", n, 1, {}, AT) for n in range(1, count + 1)}
    return Timeline(slug="fire", posts=posts, order=tuple(posts))


@given(st.integers(0, 400))
@example(5000)
def test_line_24_every_post_stands_on_one_page_and_newest_first(count: int) -> None:
    timeline = with_posts(count)
    pages = [on_page(timeline, n) for n in range(older_pages(count), 0, -1)]
    shown = [post.ordinal for page in [on_front(timeline), *pages] for post in page]
    assert shown == list(range(count, 0, -1))
    assert len(on_front(timeline)) == count or 50 <= len(on_front(timeline)) <= 99
    assert all(len(page) == 50 for page in pages)


@given(st.integers(100, 400), st.integers(0, 300))
def test_an_older_page_never_shifts(count: int, more: int) -> None:
    for number in range(1, older_pages(count) + 1):
        assert on_page(with_posts(count), number) == on_page(with_posts(count + more), number)


@pytest.mark.parametrize(
    ("count", "ordinal", "address"),
    [
        (99, 1, "#post-p1"),
        (100, 50, "/fire/page/1#post-p50"),
        (100, 51, "#post-p51"),
        (150, 51, "/fire/page/2#post-p51"),
    ],
)
def test_a_link_leads_to_the_post_in_its_place(count: int, ordinal: int, address: str) -> None:
    timeline = with_posts(count)
    assert place_address(timeline, timeline.posts[f"p{ordinal}"]) == address
    assert page_of(timeline, f"p{ordinal}") == (ordinal - 1) // 50 + 1


@given(st.data())
def test_a_post_that_is_reordered_stands_directly_above_the_one_named(data: st.DataObject) -> None:
    timeline = with_posts(data.draw(st.integers(1, 12)))
    expected = list(timeline.order)
    for _ in range(data.draw(st.integers(0, 6))):
        id = data.draw(st.sampled_from(expected))
        above = data.draw(st.sampled_from([None, *(other for other in expected if other != id)]))
        timeline = reorder(timeline, id, above)
        expected.remove(id)
        expected.insert(0 if above is None else expected.index(above) + 1, id)
    assert list(timeline.order) == expected
    assert [place_of(timeline, id) for id in expected] == [*range(len(expected))]


def test_pages_are_cut_in_the_order_of_the_page() -> None:
    timeline = reorder(with_posts(120), "p110", "p2")
    assert [post.id for post in on_page(timeline, 1)][-4:] == ["p3", "p110", "p2", "p1"]
    assert on_front(timeline)[-1].id == "p50"
    assert place_address(timeline, timeline.posts["p110"]) == "/fire/page/1#post-p110"
    assert place_address(timeline, timeline.posts["p50"]) == "#post-p50"
