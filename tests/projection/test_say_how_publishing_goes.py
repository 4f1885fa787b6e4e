"""The desk is told how publishing goes, and sees how far the public is behind."""

from __future__ import annotations

from datetime import timedelta

from stoppress.config import Config
from stoppress.lib.clock import now
from stoppress.projection.state import behind, read_state, write_state
from stoppress.public_store import Head, open_writer
from stoppress.record.models import Coverage, Revision
from tests.newsroom import open_harbour_fire, publish
from tests.projection.public import projecting
from tests.projection.test_follow import following, public_position
from tests.waiting import eventually


def word(config: Config) -> str | None:
    state = read_state(config)
    return state.word if state else None


def test_it_says_that_it_publishes(newsroom: Config) -> None:
    assert read_state(newsroom) is None
    with following(newsroom):
        eventually(lambda: word(newsroom) == "publishing")
        state = read_state(newsroom)
        assert state is not None
        assert state.said == ""
        assert abs(now() - state.at) < timedelta(hours=1)


def test_it_says_what_it_waits_for_and_when_that_has_passed(newsroom: Config) -> None:
    broken = open_harbour_fire("broken")
    with following(newsroom):
        eventually(lambda: public_position(newsroom, "broken") == 1)
        Coverage.objects.filter(id=broken).update(head=2)  # it has no such revision
        eventually(lambda: word(newsroom) == "waiting")
        state = read_state(newsroom)
        assert state is not None
        assert "/broken/ cannot be published" in state.said
        Coverage.objects.filter(id=broken).update(head=1)
        eventually(lambda: word(newsroom) == "publishing")


def test_it_says_that_it_has_stopped_for_good(newsroom: Config) -> None:
    fire = open_harbour_fire()
    with projecting(newsroom):
        pass
    writer = open_writer(newsroom)
    with writer.publish() as publication:
        publication.put_head(Head("harbour-fire", fire, 9, "live"))
    writer.close()
    with following(newsroom):
        eventually(lambda: word(newsroom) == "stopped")
        state = read_state(newsroom)
        assert state is not None
        assert "readers have seen 9" in state.said


def test_it_shows_how_far_the_public_is_behind_and_since_when(newsroom: Config) -> None:
    fire, flood = open_harbour_fire(), open_harbour_fire("flood")
    with projecting(newsroom) as projection:
        projection.settle()
        assert behind() == []
        publish(flood)
        publish(fire)
        publish(fire)
        first, second = behind()
        assert (first.slug, first.revisions) == ("flood", 1)
        assert (second.slug, second.revisions) == ("harbour-fire", 2)
        assert second.since == Revision.objects.get(coverage=fire, position=2).at
        projection.catch_up()
        projection.settle()
        assert behind() == []


def test_a_state_that_cannot_be_read_is_none(newsroom: Config) -> None:
    write_state(newsroom, "publishing")
    (newsroom.data / "publishing.json").write_text("{")
    assert read_state(newsroom) is None


def test_it_is_not_behind_for_being_busy(newsroom: Config) -> None:
    fire = open_harbour_fire()
    with following(newsroom):
        eventually(lambda: public_position(newsroom) == 1)

        def is_noted_though_more_comes() -> bool:
            publish(fire)
            return Coverage.objects.get(id=fire).projected > 20

        eventually(is_noted_though_more_comes)
