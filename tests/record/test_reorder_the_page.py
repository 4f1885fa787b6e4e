"""Reordering: a post is put directly above another, and the page's order is that of the places."""

from __future__ import annotations

from random import Random

import pytest

from stoppress.config import Config
from stoppress.record.append import append
from stoppress.record.errors import Refused
from stoppress.record.models import Post
from stoppress.record.vocabulary import Kind
from tests.newsroom import open_harbour_fire, publish


def page(coverage: str) -> list[str]:
    """The posts' ids from the oldest, as readers meet them."""
    return list(
        Post.objects.filter(coverage=coverage).order_by("place").values_list("id", flat=True)
    )


def put(coverage: str, post: str, above: str | None) -> None:
    append(coverage, Kind.REORDERED, {"above": above}, post_id=post)


def test_it_puts_a_post_directly_above_another(newsroom: Config) -> None:
    fire = open_harbour_fire()
    one, two, three, four = (publish(fire, f"Post {n}").id for n in range(4))
    put(fire, four, one)
    assert page(fire) == [one, four, two, three]
    put(fire, one, three)
    assert page(fire) == [four, two, three, one]
    put(fire, three, None)
    assert page(fire) == [three, four, two, one]
    five = publish(fire, "The newest stands on top").id
    assert page(fire) == [three, four, two, one, five]


def test_it_says_why_a_post_cannot_stand_there(newsroom: Config) -> None:
    fire, flood = open_harbour_fire(), open_harbour_fire("flood")
    one, two, elsewhere = publish(fire).id, publish(fire).id, publish(flood).id
    for above in (elsewhere, "nothing", one):
        with pytest.raises(Refused, match="no such other post"):
            put(fire, one, above)
    with pytest.raises(Refused, match="directly above that one already"):
        put(fire, two, one)
    with pytest.raises(Refused, match="below all others already"):
        put(fire, one, None)
    append(fire, Kind.WITHDRAWN, {"reason": "It was another fire."}, post_id=two)
    with pytest.raises(Refused, match="withdrawn"):
        put(fire, two, None)
    put(fire, one, two)  # its notice still stands on the page
    assert page(fire) == [two, one]


def test_it_never_runs_out_of_room(newsroom: Config) -> None:
    """Each post halves the space that it is put into; that of one number is gone after some 50."""
    fire = open_harbour_fire()
    expected = [publish(fire, f"Post {n}").id for n in range(5)]
    floor = expected[0]
    for turn in range(140):
        post = expected[-1 - turn % 3]
        put(fire, post, floor)
        expected.remove(post)
        expected.insert(1, post)
    assert page(fire) == expected


def test_it_keeps_the_order_whatever_is_put_where(newsroom: Config) -> None:
    fire, chance = open_harbour_fire(), Random(1969)
    expected = [publish(fire, f"Post {n}").id for n in range(80)]
    floor = expected[3]
    for turn in range(240):
        post = chance.choice([one for one in expected if one != floor])
        above = floor if turn % 4 else chance.choice([one for one in expected if one != post])
        after = [one for one in expected if one != post]
        after.insert(after.index(above) + 1, post)
        if after != expected:
            put(fire, post, above)
            expected = after
        assert page(fire) == expected
