"""One coverage is merged into another: it ends, and its readers go on there."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from stoppress.config import Config
from stoppress.record.append import append
from stoppress.record.errors import Refused
from stoppress.record.models import Coverage
from stoppress.record.moving import merge
from stoppress.record.vocabulary import Kind, State
from tests.newsroom import harbour_fire, open_harbour_fire, publish, revisions, some_post
from tests.record.things import said


def test_both_logs_say_so(newsroom: Config) -> None:
    fire, flood, press = open_harbour_fire(), open_harbour_fire("flood"), uuid4()
    publish(fire)
    merged, joined = merge(fire, flood, note="It is one story.", submission=press)
    title = "Fire in the old harbour"
    assert said(merged) == {
        "into": {"coverage": flood, "slug": "flood", "title": title},
        "note": "It is one story.",
    }
    assert said(joined) == {"from": {"coverage": fire, "slug": "harbour-fire", "title": title}}
    assert (merged.position, joined.position) == (3, 2)
    states = [Coverage.objects.get(id=one).state for one in (fire, flood)]
    assert states == [State.MERGED, State.LIVE]
    again = merge(fire, flood, submission=press)
    assert [row.pk for row in again] == [merged.pk, joined.pk]


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (Kind.POSTED, some_post()),
        (Kind.HEADER_CHANGED, harbour_fire()),
        (Kind.PAUSED, {}),
        (Kind.ENDED, {}),
        (Kind.REOPENED, {}),
    ],
)
def test_nothing_new_is_said_where_nobody_reads(
    newsroom: Config, kind: Kind, content: dict[str, Any]
) -> None:
    fire, flood = open_harbour_fire(), open_harbour_fire("flood")
    crane = publish(fire)
    merge(fire, flood)
    with pytest.raises(Refused, match="merged into another; go on there"):
        append(fire, kind, content)
    append(fire, Kind.REVISED, some_post("A crane fell"), post_id=crane.id)
    append(fire, Kind.WITHHELD, {"reason": "legal", "positions": [2]}, post_id=crane.id)
    assert len(revisions(fire)) == 5


def test_it_says_why_it_cannot_be_merged(newsroom: Config) -> None:
    fire, flood, storm = (open_harbour_fire(slug) for slug in ("fire", "flood", "storm"))
    with pytest.raises(Refused, match="into itself"):
        merge(fire, fire)
    merge(storm, flood)
    with pytest.raises(Refused, match="/storm does not go on"):
        merge(fire, storm)
    with pytest.raises(Refused, match="merged into another"):
        merge(storm, fire)
    append(fire, Kind.ENDED, {})
    with pytest.raises(Refused, match="/fire does not go on"):
        merge(flood, fire)
    merge(fire, flood)  # its end was not the end of the story
    assert [row.kind for row in revisions(fire)] == ["opened", "ended", "merged"]
    with pytest.raises(Refused, match=r"moving\.merge"):
        append(flood, Kind.MERGED, {})
