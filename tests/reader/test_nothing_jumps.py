"""Whatever arrives, the words being read stay where they are.

Two measures: what the browser itself counts as a layout shift (0), and how far the first line of
text in sight has moved (at most a pixel).
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction

from stoppress.record.append import append
from stoppress.record.models import Post
from stoppress.record.vocabulary import Kind
from tests.newsroom import harbour_fire, open_harbour_fire, publish, some_post
from tests.reader.reader import Reader

pytestmark = pytest.mark.journey
Reading = Callable[..., Reader]
WORDS = [f"The crane had stood there since {year}, when the harbour was dug. " * 4
         for year in (1911, 1912, 1913)]  # fmt: skip
LONG_NOTE = {"note": "It was a gantry, and not a crane. " * 30, "was": "crane", "now": "gantry"}


@pytest.fixture
def fire() -> str:
    return open_harbour_fire()


@pytest.fixture
def posts(fire: str) -> list[Post]:
    """Thirty posts, the newest last."""
    return [publish(fire, f"Post {number}", *WORDS) for number in range(30)]


def correct(fire: str, post: Post) -> None:
    said = some_post(post.headline, *WORDS) | {"correction": LONG_NOTE}
    append(fire, Kind.CORRECTED, said, post_id=post.id)


def upheaval(fire: str, posts: list[Post]) -> int:
    """Everything that can happen, in `posts` of every place on the page; the last position."""
    publish(fire, "News", *WORDS)
    for post in (posts[-1], posts[15], posts[14], posts[0]):
        correct(fire, post)
    append(fire, Kind.PINNED, {}, post_id=posts[20].id)
    append(fire, Kind.PINNED, {}, post_id=posts[-1].id)
    append(fire, Kind.MARKED_KEY, {"label": None}, post_id=posts[16].id)
    append(fire, Kind.MARKED_KEY, {"label": "The crane falls"}, post_id=posts[-2].id)
    append(fire, Kind.WITHDRAWN, {"reason": "Not so."}, post_id=posts[-3].id)
    append(fire, Kind.WITHDRAWN, {"reason": "Not so."}, post_id=posts[13].id)
    append(fire, Kind.REVISED, some_post("Shorter", "Word."), post_id=posts[-4].id)
    append(fire, Kind.UNPINNED, {}, post_id=posts[-1].id)
    longer = {"title": "Fire in the old harbour, and a word that makes a second line of it all"}
    return append(fire, Kind.HEADER_CHANGED, harbour_fire() | longer).position


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_it_stays_still_for_a_reader_at_the_top(
    reading: Reading, fire: str, posts: list[Post], phone: bool
) -> None:
    reader = reading(phone=phone)
    before = reader.lines_in_sight()
    reader.reach(upheaval(fire, posts))
    assert reader.jumped == 0, reader.jumps
    assert reader.moved(before) == 0
    assert reader.page.locator(".waiting").inner_text() == "1 new post"


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
@pytest.mark.parametrize("place", [0.01, 0.02, 0.04, 0.1, 0.1238, 0.47, 0.5, 0.9, 1])
def test_it_stays_still_for_a_reader_who_has_scrolled(
    reading: Reading, fire: str, posts: list[Post], phone: bool, place: float
) -> None:
    reader = reading(phone=phone)
    reader.scroll_to(place * reader.height)
    before = reader.lines_in_sight()
    reader.reach(upheaval(fire, posts))
    assert reader.jumped == 0, reader.jumps
    assert reader.moved(before) == pytest.approx(0, abs=1)


def test_it_stays_still_for_one_who_comes_back_to_many_changes(
    reading: Reading, fire: str, posts: list[Post]
) -> None:
    reader = reading(phone=True)
    reader.scroll_to(0.5 * reader.height)
    before = reader.lines_in_sight()
    with transaction.atomic():  # all of it reaches the page at once
        position = upheaval(fire, posts)
    reader.reach(position)
    assert reader.jumped == 0, reader.jumps
    assert reader.moved(before) == pytest.approx(0, abs=1)


def test_it_keeps_the_box_of_a_post_in_sight_and_offers_the_rest(
    reading: Reading, fire: str, posts: list[Post]
) -> None:
    reader = reading()
    post = reader.post(posts[-1].id)
    height = reader.box(post)["height"]
    correct(fire, posts[-1])
    reader.reach(32)
    assert post.get_by_text("Correction:").is_visible()
    assert reader.box(post)["height"] == pytest.approx(height, abs=0.5)
    more = post.get_by_role("button", name="Show all of this post")
    more.click()
    assert reader.box(post)["height"] > height + 100
    assert more.count() == 0


def test_it_gives_a_post_its_height_when_it_is_out_of_sight(
    reading: Reading, fire: str, posts: list[Post]
) -> None:
    reader = reading()
    post = reader.post(posts[-1].id)
    height = reader.box(post)["height"]
    correct(fire, posts[-1])
    reader.reach(32)
    reader.scroll_to(3000)
    before = reader.lines_in_sight()
    reader.page.wait_for_function("!document.querySelector('.locked')")
    assert reader.box(post)["height"] > height + 100
    assert reader.moved(before) == pytest.approx(0, abs=1)
    assert reader.jumped == 0, reader.jumps


def test_it_keeps_the_keyboard_in_a_post_that_changes(
    reading: Reading, fire: str, posts: list[Post]
) -> None:
    reader = reading()
    reader.post(posts[-1].id).get_by_role("link").first.focus()
    append(fire, Kind.REVISED, some_post("Other words", *WORDS), post_id=posts[-1].id)
    reader.reach(32)
    assert reader.page.evaluate("document.activeElement.id") == f"post-{posts[-1].id}"


@pytest.mark.parametrize("posts_before", [1, 30])
def test_it_shows_a_follower_at_the_top_each_new_post_at_once(
    reading: Reading, fire: str, posts_before: int
) -> None:
    for number in range(posts_before):
        publish(fire, f"Post {number}", *WORDS)
    reader = reading()
    reader.page.get_by_label("Follow live").check()
    place = reader.box(reader.page.locator("article").first)["y"]
    for number in range(4):
        publish(fire, f"News {number}", *WORDS)
    reader.reach(posts_before + 5)
    assert reader.headlines[0] == "News 3"

    reader.page.wait_for_function(
        "(y) => Math.abs(document.querySelector('article').getBoundingClientRect().y - y) < 2",
        arg=place,
    )
    assert reader.jumped == 0, reader.jumps


def test_it_leaves_a_follower_who_reads_further_down_where_they_are(
    reading: Reading, fire: str, posts: list[Post]
) -> None:
    reader = reading()
    reader.page.get_by_label("Follow live").check()
    reader.scroll_to(2000)
    before = reader.lines_in_sight()
    for number in range(3):
        publish(fire, f"News {number}", *WORDS)
    reader.reach(34)
    assert reader.headlines[0] == "News 2"
    assert reader.moved(before) == pytest.approx(0, abs=1)
    assert reader.jumped == 0, reader.jumps
