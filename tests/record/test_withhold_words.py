"""Withholding: gone from view at once, and there again when it is released."""

from __future__ import annotations

from uuid import uuid4

import pytest

from stoppress.config import Config
from stoppress.record.append import append
from stoppress.record.errors import BadContent, Conflict, Refused
from stoppress.record.history import revisions_of
from stoppress.record.models import Gone, Post, Revision
from stoppress.record.removal.removing import release, withhold
from stoppress.record.vocabulary import Absence, Kind, Standing
from tests.newsroom import harbour_fire, open_harbour_fire, publish, some_post


def _gone() -> list[tuple[int, str, int]]:
    return list(Gone.objects.order_by("position").values_list("position", "sort", "by"))


def test_all_that_a_post_ever_said_goes_from_view(newsroom: Config) -> None:
    fire = open_harbour_fire()
    crane = publish(fire)
    append(fire, Kind.REVISED, some_post("Crane fell"), post_id=crane.id)
    append(fire, Kind.PINNED, {}, post_id=crane.id)
    append(fire, Kind.MARKED_KEY, {"label": "The crane"}, post_id=crane.id)
    withhold(fire, post_id=crane.id, reason="legal", note="A court has asked us.")
    post = Post.objects.get(id=crane.id)
    assert (post.standing, post.headline) == (Standing.WITHHELD, "")
    assert (post.pinned, post.key) == (False, False)
    assert _gone() == [(2, "withheld", 6), (3, "withheld", 6), (5, "withheld", 6)]
    assert [(one.gone, one.content) for one in revisions_of(post)][:2] == [
        (Absence.WITHHELD, {}),
        (Absence.WITHHELD, {}),
    ]


def test_releasing_brings_back_the_words_but_not_the_pin(newsroom: Config) -> None:
    fire = open_harbour_fire()
    crane = publish(fire)
    append(fire, Kind.PINNED, {}, post_id=crane.id)
    withhold(fire, post_id=crane.id, reason="error")
    release(fire, post_id=crane.id)
    post = Post.objects.get(id=crane.id)
    assert (post.standing, post.headline) == (Standing.SHOWN, "Crane falls on the quay")
    assert not post.pinned
    assert _gone() == []
    append(fire, Kind.REVISED, some_post("Crane stands"), post_id=crane.id)


def test_releasing_a_withdrawn_post_leaves_it_withdrawn(newsroom: Config) -> None:
    fire = open_harbour_fire()
    crane = publish(fire)
    append(fire, Kind.WITHDRAWN, {"reason": "It was another crane."}, post_id=crane.id)
    withhold(fire, post_id=crane.id, reason="privacy")
    assert Post.objects.get(id=crane.id).standing == Standing.WITHHELD
    release(fire, post_id=crane.id)
    assert Post.objects.get(id=crane.id).standing == Standing.WITHDRAWN


def test_old_words_alone_can_be_withheld_while_the_post_stays(newsroom: Config) -> None:
    fire = open_harbour_fire()
    crane = publish(fire, "Name of a child")
    append(fire, Kind.REVISED, some_post("A child"), post_id=crane.id)
    append(fire, Kind.PINNED, {}, post_id=crane.id)
    withhold(fire, post_id=crane.id, positions=[2], reason="privacy")
    post = Post.objects.get(id=crane.id)
    assert (post.standing, post.headline, post.pinned) == (Standing.SHOWN, "A child", True)
    assert _gone() == [(2, "withheld", 5)]
    release(fire, post_id=crane.id)
    assert _gone() == []


def test_what_came_since_an_earlier_withholding_goes_too(newsroom: Config) -> None:
    fire = open_harbour_fire()
    crane = publish(fire)
    append(fire, Kind.REVISED, some_post("Crane fell"), post_id=crane.id)
    withhold(fire, post_id=crane.id, positions=[2], reason="legal")
    withhold(fire, post_id=crane.id, reason="legal")
    assert _gone() == [(2, "withheld", 4), (3, "withheld", 5)]


def test_an_old_header_can_be_withheld_but_not_the_present_one(newsroom: Config) -> None:
    fire = open_harbour_fire()
    with pytest.raises(Refused, match="change it first"):
        withhold(fire, positions=[1], reason="legal")
    append(fire, Kind.HEADER_CHANGED, harbour_fire() | {"title": "Fire"})
    withhold(fire, positions=[1], reason="legal")
    assert _gone() == [(1, "withheld", 3)]


def test_the_same_press_withholds_once(newsroom: Config) -> None:
    fire, press = open_harbour_fire(), uuid4()
    crane = publish(fire)
    one = withhold(fire, post_id=crane.id, reason="legal", submission=press)
    two = withhold(fire, post_id=crane.id, reason="legal", submission=press)
    assert one.pk == two.pk


@pytest.mark.parametrize(
    ("what", "refusal"),
    [
        ({"reason": "because"}, "reason"),
        ({"reason": "legal", "positions": [9]}, "position 9"),
        ({"reason": "legal", "positions": [1]}, "not of this post"),
        ({"reason": "legal", "made_from": 7}, "changed this post"),
    ],
)
def test_it_refuses_what_cannot_be_meant(
    newsroom: Config, what: dict[str, object], refusal: str
) -> None:
    fire = open_harbour_fire()
    crane = publish(fire)
    with pytest.raises((Refused, BadContent, Conflict), match=refusal):
        withhold(fire, post_id=crane.id, **what)  # type: ignore[arg-type]
    assert Gone.objects.count() == 0
    assert Revision.objects.count() == 2


def test_it_refuses_a_second_withholding_and_a_release_of_what_is_shown(newsroom: Config) -> None:
    fire = open_harbour_fire()
    crane = publish(fire)
    with pytest.raises(Refused):
        release(fire, post_id=crane.id)
    withhold(fire, post_id=crane.id, reason="legal")
    with pytest.raises(Refused, match="gone already"):
        withhold(fire, post_id=crane.id, reason="legal")
    with pytest.raises(Refused, match="withheld"):
        append(fire, Kind.REVISED, some_post(), post_id=crane.id)
