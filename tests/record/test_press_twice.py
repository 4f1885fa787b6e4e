"""A press that comes again is found by what it runs into, whatever that is, and writes nothing."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import transaction

from stoppress.config import Config
from stoppress.record.append import append
from stoppress.record.errors import Refused
from stoppress.record.models import Post, Revision
from stoppress.record.vocabulary import Kind
from tests.newsroom import open_harbour_fire, publish, revisions, some_post
from tests.record.test_write_at_once import DESKS, at_once


def test_what_may_not_follow_itself_is_given_back(newsroom: Config) -> None:
    fire, press = open_harbour_fire(), uuid4()
    crane = publish(fire)
    why = {"reason": "No crane fell."}
    first = append(fire, Kind.WITHDRAWN, why, post_id=crane.id, submission=press, made_from=1)
    again = append(fire, Kind.WITHDRAWN, why, post_id=crane.id, submission=press, made_from=1)
    assert again.pk == first.pk
    assert len(revisions(fire)) == 3


def test_it_is_given_back_after_the_end_too(newsroom: Config) -> None:
    fire, press = open_harbour_fire(), uuid4()
    first = append(fire, Kind.POSTED, some_post(), submission=press)
    append(fire, Kind.ENDED, {})
    assert append(fire, Kind.POSTED, some_post(), submission=press).pk == first.pk
    with pytest.raises(Refused, match="ended"):
        append(fire, Kind.POSTED, some_post(), submission=uuid4())


def test_within_a_transaction_the_rest_of_it_stands(newsroom: Config) -> None:
    fire, press = open_harbour_fire(), uuid4()
    first = append(fire, Kind.POSTED, some_post(), submission=press)
    with transaction.atomic():
        before = publish(fire)
        assert append(fire, Kind.POSTED, some_post(), submission=press).pk == first.pk
        after = publish(fire)
    assert [row.post_id for row in revisions(fire)][2:] == [before.id, after.id]


def test_pressed_at_several_desks_at_once_it_is_written_once(newsroom: Config) -> None:
    fire, press = open_harbour_fire(), uuid4()
    given: list[Revision] = []
    at_once(
        lambda _: given.append(append(fire, Kind.POSTED, some_post(), submission=press)),
    )
    assert len(given) == DESKS
    assert len({row.pk for row in given}) == 1
    assert [row.position for row in revisions(fire)] == [1, 2]
    assert Post.objects.count() == 1
