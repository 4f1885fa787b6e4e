"""A coverage is paused, resumed, ended and reopened; each state says what may follow."""

from __future__ import annotations

from typing import Any

import pytest

from stoppress.config import Config
from stoppress.record.append import append
from stoppress.record.errors import Refused
from stoppress.record.models import Coverage, Post
from stoppress.record.vocabulary import Kind, State
from tests.newsroom import harbour_fire, open_harbour_fire, publish, revisions, some_post

CORRECTED = some_post() | {"correction": {"note": "It was a gantry."}}
CLARIFIED = some_post() | {"clarification": {"note": "He meant the north quay."}}


def state(coverage: str) -> str:
    return Coverage.objects.get(id=coverage).state


def test_it_pauses_and_goes_on(newsroom: Config) -> None:
    fire = open_harbour_fire()
    crane = publish(fire)
    append(fire, Kind.PAUSED, {"note": "Back at six."})
    assert state(fire) == State.PAUSED
    with pytest.raises(Refused, match="paused; resume it"):
        append(fire, Kind.POSTED, some_post())
    append(fire, Kind.CORRECTED, CORRECTED, post_id=crane.id)
    append(fire, Kind.PINNED, {}, post_id=crane.id)
    append(fire, Kind.RESUMED, {})
    assert state(fire) == State.LIVE
    publish(fire)


def test_it_ends_while_it_is_paused_and_is_reopened_live(newsroom: Config) -> None:
    fire = open_harbour_fire()
    append(fire, Kind.PAUSED, {})
    append(fire, Kind.ENDED, {"note": "It is out."})
    assert state(fire) == State.ENDED
    append(fire, Kind.REOPENED, {"note": "It has flared up."})
    assert state(fire) == State.LIVE
    publish(fire)


@pytest.mark.parametrize(
    ("kind", "refusal"),
    [
        (Kind.RESUMED, "is not paused"),
        (Kind.REOPENED, "has not ended"),
    ],
)
def test_a_live_coverage_has_nothing_to_go_on_with(
    newsroom: Config, kind: Kind, refusal: str
) -> None:
    fire = open_harbour_fire()
    with pytest.raises(Refused, match=refusal):
        append(fire, kind, {})
    assert len(revisions(fire)) == 1


def test_it_is_not_paused_twice(newsroom: Config) -> None:
    fire = open_harbour_fire()
    append(fire, Kind.PAUSED, {})
    with pytest.raises(Refused, match="paused already"):
        append(fire, Kind.PAUSED, {})


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (Kind.PINNED, {}),
        (Kind.MARKED_KEY, {}),
        (Kind.REORDERED, {"above": None}),
        (Kind.PAUSED, {}),
        (Kind.RESUMED, {}),
        (Kind.ENDED, {}),
        (Kind.POSTED, some_post()),
    ],
)
def test_after_the_end_these_are_refused(
    newsroom: Config, kind: Kind, content: dict[str, Any]
) -> None:
    fire = open_harbour_fire()
    crane = publish(fire)
    append(fire, Kind.ENDED, {})
    of_post = kind in (Kind.PINNED, Kind.MARKED_KEY, Kind.REORDERED)
    with pytest.raises(Refused, match="has ended"):
        append(fire, kind, content, post_id=crane.id if of_post else None)
    assert len(revisions(fire)) == 3


def test_after_the_end_the_record_is_still_put_right(newsroom: Config) -> None:
    fire = open_harbour_fire()
    crane = publish(fire)
    append(fire, Kind.PINNED, {}, post_id=crane.id)
    append(fire, Kind.ENDED, {})
    append(fire, Kind.HEADER_CHANGED, harbour_fire() | {"title": "The harbour fire"})
    append(fire, Kind.REVISED, some_post("A crane fell"), post_id=crane.id)
    append(fire, Kind.CORRECTED, CORRECTED, post_id=crane.id)
    append(fire, Kind.CLARIFIED, CLARIFIED, post_id=crane.id)
    append(fire, Kind.WITHDRAWN, {"reason": "It was another harbour."}, post_id=crane.id)
    assert [row.position for row in revisions(fire)] == list(range(1, 10))
    assert not Post.objects.get(id=crane.id).pinned
