"""Which positions may be withheld, released, removed or lost, and what a post takes afterwards."""

from __future__ import annotations

from typing import Any

import pytest

from stoppress.config import Config
from stoppress.record.append import append
from stoppress.record.errors import Refused
from stoppress.record.models import Gone, Post, Revision
from stoppress.record.vocabulary import Kind, Standing
from tests.newsroom import harbour_fire, open_harbour_fire, publish, some_post


def say(
    coverage: str, kind: Kind, positions: list[int], post: Post | None = None, **more: Any
) -> Revision:
    reason = {"reason": "legal"} if kind in (Kind.WITHHELD, Kind.REMOVED) else {}
    content = {"positions": positions} | reason | more
    return append(coverage, kind, content, post_id=post.id if post else None)


def gone(coverage: str) -> list[tuple[int, str]]:
    return list(
        Gone.objects.filter(coverage=coverage).order_by("position").values_list("position", "sort")
    )


def test_it_withholds_the_words_of_a_post_and_releases_them(newsroom: Config) -> None:
    fire = open_harbour_fire()
    crane = publish(fire)
    append(fire, Kind.PINNED, {}, post_id=crane.id)
    say(fire, Kind.WITHHELD, [2], crane)
    crane.refresh_from_db()
    assert (crane.standing, crane.pinned, gone(fire)) == (
        Standing.WITHHELD,
        False,
        [(2, "withheld")],
    )
    with pytest.raises(Refused, match="withheld; release"):
        append(fire, Kind.REVISED, some_post(), post_id=crane.id)
    say(fire, Kind.RELEASED, [2], crane)
    crane.refresh_from_db()
    assert (crane.standing, gone(fire)) == (Standing.SHOWN, [])
    append(fire, Kind.REVISED, some_post(), post_id=crane.id)


def test_it_takes_what_was_said_before_from_any_post(newsroom: Config) -> None:
    """A withdrawn post is not shown, but its words still stand in the history."""
    fire = open_harbour_fire()
    crane = publish(fire)
    append(fire, Kind.REVISED, some_post("A crane fell"), post_id=crane.id)
    append(fire, Kind.WITHDRAWN, {"reason": "Ana Reis saw no crane."}, post_id=crane.id)
    say(fire, Kind.REMOVED, [2, 4], crane)
    say(fire, Kind.REMOVED, [3], crane)
    assert gone(fire) == [(2, "removed"), (3, "removed"), (4, "removed")]
    with pytest.raises(Refused, match="were removed"):
        say(fire, Kind.REMOVED, [3], crane)
    with pytest.raises(Refused, match="were removed; say what is new"):
        append(fire, Kind.REVISED, some_post(), post_id=crane.id)


def test_it_takes_the_words_of_the_coverage_but_not_what_is_shown(newsroom: Config) -> None:
    fire = open_harbour_fire()
    with pytest.raises(Refused, match="is the header now shown; change it first"):
        say(fire, Kind.REMOVED, [1])
    append(fire, Kind.HEADER_CHANGED, harbour_fire() | {"title": "Fire"})
    say(fire, Kind.REMOVED, [1])
    assert gone(fire) == [(1, "removed")]


def test_it_says_whose_the_words_are(newsroom: Config) -> None:
    fire = open_harbour_fire()
    crane, quay = publish(fire), publish(fire)
    append(fire, Kind.HEADER_CHANGED, harbour_fire())
    with pytest.raises(Refused, match="Position 3 is not of this post"):
        say(fire, Kind.REMOVED, [2, 3], crane)
    with pytest.raises(Refused, match="Position 3 is of a post"):
        say(fire, Kind.WITHHELD, [3])
    with pytest.raises(Refused, match="no position 9"):
        say(fire, Kind.REMOVED, [3, 9], quay)
    with pytest.raises(Refused, match="words of position 2 are there"):
        say(fire, Kind.RELEASED, [2], crane)
    assert gone(fire) == []


def test_it_keeps_what_the_order_and_the_absences_follow_from(newsroom: Config) -> None:
    fire = open_harbour_fire()
    crane, quay = publish(fire), publish(fire)
    append(fire, Kind.REORDERED, {"above": None}, post_id=quay.id)
    say(fire, Kind.WITHHELD, [2], crane, note="A court asked us to.")
    with pytest.raises(Refused, match="Position 4 .reordered. holds no copy"):
        say(fire, Kind.REMOVED, [4], quay)
    with pytest.raises(Refused, match="Position 5 .withheld. holds no copy"):
        say(fire, Kind.REMOVED, [5], crane)
    with pytest.raises(Refused, match="withheld already"):
        say(fire, Kind.WITHHELD, [2], crane)


def test_what_a_restore_has_lost_is_of_no_one_post(newsroom: Config) -> None:
    fire = open_harbour_fire()
    publish(fire)
    append(fire, Kind.ENDED, {})
    say(fire, Kind.LOST, [1, 2])
    assert gone(fire) == [(1, "lost"), (2, "lost")]
    with pytest.raises(Refused, match="lost already"):
        say(fire, Kind.LOST, [2])
    say(fire, Kind.RELEASED, [1, 2])
    assert gone(fire) == []
