"""Notices, moves, shared things and the state: the words being read stay where they are."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from stoppress.record.append import append, open_coverage
from stoppress.record.models import Coverage, Post
from stoppress.record.moving import merge, move_post
from stoppress.record.removal.removing import release, remove, withhold
from stoppress.record.sharing.change import change_shared
from stoppress.record.vocabulary import Kind
from tests.newsroom import harbour_fire, open_harbour_fire, publish, some_post
from tests.reader.reader import Reader
from tests.reader.test_nothing_jumps import WORDS

pytestmark = pytest.mark.journey
Reading = Callable[..., Reader]
Act = Callable[[str, list[Post]], object]
CONTEXT = {"title": "The harbour", "paragraphs": WORDS[:1]}


@pytest.fixture
def fire() -> str:
    return open_harbour_fire()


@pytest.fixture
def posts(fire: str) -> list[Post]:
    """Thirty posts, the newest last; every fifth shows the same background."""
    return [one_of(fire, number) for number in range(30)]


def one_of(fire: str, number: int) -> Post:
    said = some_post(f"Post {number}", *WORDS)
    if number % 5 == 4:
        said["blocks"].append({"type": "context", "context": "harbour"} | CONTEXT)
    post = append(fire, Kind.POSTED, said).post
    assert post is not None
    return post


def change_the_background(fire: str, posts: list[Post]) -> None:
    change_shared("harbour", CONTEXT | {"paragraphs": WORDS}, change="We looked it up.")


def take_away(number: int) -> Act:
    return lambda fire, posts: remove(
        fire, post_id=posts[number].id, reason="legal", note="A court said so."
    )


def hold_back(number: int) -> Act:
    return lambda fire, posts: withhold(fire, post_id=posts[number].id, reason="safety")


def clarify(number: int) -> Act:
    note = {"clarification": {"note": "The north quay is meant. " * 20}}
    return lambda fire, posts: append(
        fire,
        Kind.CLARIFIED,
        some_post(posts[number].headline, *WORDS) | note,
        post_id=posts[number].id,
    )


def move(number: int) -> Act:
    return lambda fire, posts: move_post(posts[number].id, open_harbour_fire("north-quay"))


def turn(kind: Kind, note: str | None) -> Act:
    said = {} if kind is Kind.RESUMED else {"note": note}
    return lambda fire, posts: append(fire, kind, said)


def let_go(fire: str, posts: list[Post]) -> None:
    release(fire, post_id=posts[16].id)


UPHEAVAL: list[Act] = [
    *map(take_away, (28, 14, 1)),
    *map(hold_back, (26, 16)),
    let_go,
    *map(clarify, (29, 15, 3)),
    move(13),
    turn(Kind.PAUSED, "We go on at six. " * 10),
    turn(Kind.RESUMED, None),
    turn(Kind.ENDED, "Good night. " * 20),
]


def disorder(fire: str, posts: list[Post]) -> int:
    """Posts change their places; the last position."""
    append(fire, Kind.REORDERED, {"above": posts[28].id}, post_id=posts[2].id)
    append(fire, Kind.REORDERED, {"above": None}, post_id=posts[27].id)
    append(fire, Kind.REORDERED, {"above": posts[4].id}, post_id=posts[15].id)
    return append(fire, Kind.REORDERED, {"above": posts[21].id}, post_id=posts[10].id).position


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
@pytest.mark.parametrize("place", [0, 0.02, 0.47, 1])
def test_it_stays_still(
    reading: Reading, fire: str, posts: list[Post], phone: bool, place: float
) -> None:
    reader = reading(phone=phone)
    reader.scroll_to(place * reader.height)
    before = reader.lines_in_sight()
    for act in UPHEAVAL:
        act(fire, posts)
        reader.reach(Coverage.objects.get(id=fire).head)
    assert reader.jumped == 0, reader.jumps
    assert reader.moved(before) == pytest.approx(0, abs=1)


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
@pytest.mark.parametrize("place", [0, 0.1, 0.47, 1])
def test_the_words_being_read_stay_while_many_posts_grow_at_once(
    reading: Reading, fire: str, posts: list[Post], phone: bool, place: float
) -> None:
    reader = reading(phone=phone)
    reader.scroll_to(place * reader.height)
    before = reader.lines_in_sight()
    change_the_background(fire, posts)
    reader.reach(Coverage.objects.get(id=fire).head)
    assert reader.moved(before) == pytest.approx(0, abs=1)


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
@pytest.mark.parametrize("place", [0, 0.1, 0.47, 0.6, 1])
def test_the_words_being_read_stay_while_posts_change_places(
    reading: Reading, fire: str, posts: list[Post], phone: bool, place: float
) -> None:
    reader = reading(phone=phone)
    reader.scroll_to(place * reader.height)
    before = reader.lines_in_sight()
    reader.reach(disorder(fire, posts))
    assert reader.moved(before) == pytest.approx(0, abs=1)
    assert reader.headlines[:2] == ["Post 29", "Post 2"]


def test_it_stays_still_where_a_coverage_is_merged(
    reading: Reading, fire: str, posts: list[Post]
) -> None:
    reader = reading(phone=True)
    before = reader.lines_in_sight()
    quay = open_coverage(harbour_fire() | {"slug": "north-quay", "title": "The quay"})
    merge(fire, quay.coverage_id, note="Thank you. " * 20)
    reader.reach(Coverage.objects.get(id=fire).head)
    assert reader.jumped == 0, reader.jumps
    assert reader.moved(before) == 0


def test_a_post_may_move_while_another_waits(
    reading: Reading, fire: str, posts: list[Post]
) -> None:
    reader = reading()
    reader.scroll_to(2000)
    before = reader.lines_in_sight()
    news = publish(fire, "News", *WORDS)
    append(fire, Kind.REORDERED, {"above": news.id}, post_id=posts[5].id)
    append(fire, Kind.REORDERED, {"above": posts[28].id}, post_id=news.id)
    reader.reach(Coverage.objects.get(id=fire).head)
    assert reader.moved(before) == pytest.approx(0, abs=1)
    assert reader.errors == []
