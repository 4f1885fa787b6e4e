"""Following: what is appended becomes public without anybody being told, whatever passes."""

from __future__ import annotations

import fcntl
import logging
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from django.db import connection, connections

from stoppress.config import Config
from stoppress.lib.lease import LeaseTaken
from stoppress.projection.follow import start_following
from stoppress.projection.lease import lease
from stoppress.public_store import Head, open_reader, open_writer
from stoppress.public_store.types import StoreUnavailable
from stoppress.record.append import append
from stoppress.record.models import Coverage
from stoppress.record.vocabulary import Kind
from stoppress.record.wake import open_waker
from tests.newsroom import open_harbour_fire, publish
from tests.projection.public import everything, projecting
from tests.waiting import eventually


def public_position(config: Config, slug: str = "harbour-fire") -> int:
    try:
        with closing(open_reader(config)) as reader:
            return {head.slug: head.position for head in reader.heads()}.get(slug, 0)
    except StoreUnavailable:
        return 0


@contextmanager
def following(config: Config) -> Iterator[None]:
    stop = start_following(config)
    try:
        yield
    finally:
        stop()


def test_it_publishes_whatever_is_appended(newsroom: Config) -> None:
    with following(newsroom):
        fire = open_harbour_fire()
        for position in range(2, 7):
            publish(fire)
            eventually(lambda: public_position(newsroom) == position)  # noqa: B023 - asked at once
        eventually(lambda: Coverage.objects.get(id=fire).projected == 6)


def test_it_makes_a_public_store_that_was_removed_anew(newsroom: Config) -> None:
    if newsroom.database:
        pytest.skip("PostgreSQL has no file that could be removed")
    fire = open_harbour_fire()
    with following(newsroom):
        eventually(lambda: public_position(newsroom) == 1)
        newsroom.public_file.unlink()
        eventually(lambda: public_position(newsroom) == 1)
        publish(fire)
        eventually(lambda: public_position(newsroom) == 2)


def test_it_says_what_to_do_with_a_damaged_public_store(
    newsroom: Config, caplog: pytest.LogCaptureFixture
) -> None:
    if newsroom.database:
        pytest.skip("PostgreSQL has no file that could be damaged")
    open_harbour_fire()
    newsroom.public_file.write_bytes(b"damaged" * 1000)
    with following(newsroom):
        eventually(lambda: "move it away" in caplog.text)
        newsroom.public_file.unlink()
        eventually(lambda: public_position(newsroom) == 1)


def test_it_keeps_up_with_several_desks_at_once(newsroom: Config) -> None:
    coverages = [open_harbour_fire(f"fire-{number}") for number in range(3)]

    def write(coverage: str) -> None:
        try:
            for _ in range(15):
                publish(coverage)
        finally:
            connections.close_all()

    with following(newsroom):
        desks = [threading.Thread(target=write, args=(coverage,)) for coverage in coverages]
        for desk in desks:
            desk.start()
        for desk in desks:
            desk.join()
        for number in range(3):
            eventually(lambda: public_position(newsroom, f"fire-{number}") == 16)  # noqa: B023 - asked at once
    before = everything(newsroom)
    with projecting(newsroom) as projection:
        projection.rebuild()
    assert everything(newsroom) == before


def test_it_stops_when_it_is_told_to(newsroom: Config) -> None:
    fire = open_harbour_fire()
    with following(newsroom):
        eventually(lambda: public_position(newsroom) == 1)
    publish(fire)
    assert public_position(newsroom) == 1
    assert "projection" not in {thread.name for thread in threading.enumerate()}


def test_it_waits_for_another_that_publishes_and_takes_over(
    newsroom: Config, caplog: pytest.LogCaptureFixture
) -> None:
    open_harbour_fire()
    with lease(newsroom):
        stop = start_following(newsroom)
        eventually(lambda: "another process is publishing" in caplog.text)
        assert public_position(newsroom) == 0
    eventually(lambda: public_position(newsroom) == 1)
    stop()
    said = [line for line in caplog.messages if "another process" in line]
    assert len(said) == 1, "the same trouble is not said over and over"


def test_only_one_holds_the_lease(newsroom: Config) -> None:
    taken = pytest.raises(LeaseTaken, match="another process is publishing")
    with lease(newsroom), taken, lease(newsroom):
        pass
    with lease(newsroom):
        pass


def test_it_survives_trouble_with_the_disk_and_goes_on(
    newsroom: Config, caplog: pytest.LogCaptureFixture
) -> None:
    fire = open_harbour_fire()
    with following(newsroom):
        eventually(lambda: public_position(newsroom) == 1)
        newsroom.public_media.write_text("a file where the folder should be")
        shown = {"type": "picture", "media": f"{'0' * 64}.webp"}
        append(fire, Kind.POSTED, {"headline": "Crane", "blocks": [shown]})
        eventually(lambda: "publishing waits and tries again" in caplog.text)
        newsroom.public_media.unlink()
        eventually(lambda: public_position(newsroom) == 2)


def test_it_survives_the_loss_of_every_connection(newsroom: Config) -> None:
    if not newsroom.database:
        pytest.skip("SQLite has no connection that could be lost")
    fire = open_harbour_fire()
    with following(newsroom):
        eventually(lambda: public_position(newsroom) == 1)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        publish(fire)
        eventually(lambda: public_position(newsroom) == 2)


def test_it_publishes_the_others_while_one_coverage_cannot_be(
    newsroom: Config, caplog: pytest.LogCaptureFixture
) -> None:
    broken, fine = open_harbour_fire("broken"), open_harbour_fire("fine")
    with following(newsroom):
        eventually(lambda: public_position(newsroom, "fine") == 1)
        Coverage.objects.filter(id=broken).update(head=2)  # it has no such revision
        eventually(lambda: "/broken/ cannot be published" in caplog.text)
        publish(fine)
        eventually(lambda: public_position(newsroom, "fine") == 2)


def test_it_stops_loudly_where_readers_have_seen_more_than_the_record_holds(
    newsroom: Config, caplog: pytest.LogCaptureFixture
) -> None:
    fire = open_harbour_fire()
    with projecting(newsroom):
        pass
    writer = open_writer(newsroom)
    with writer.publish() as publication:
        publication.put_head(Head("harbour-fire", fire, 9, "live"))
    writer.close()
    stop = start_following(newsroom)
    eventually(lambda: "projection" not in {thread.name for thread in threading.enumerate()})
    stop()
    (said,) = [record for record in caplog.records if record.levelno == logging.CRITICAL]
    assert "readers have seen 9" in said.message
    assert "\n" not in said.message


def test_the_database_wakes_it_only_when_something_was_committed(newsroom: Config) -> None:
    waker = open_waker(newsroom)
    waker.wait(0)
    assert not waker.wait(0.05)
    open_harbour_fire()
    assert waker.wait(5)
    waker.close()


def test_the_lease_is_given_back_when_its_process_dies(newsroom: Config) -> None:
    if newsroom.database:
        pytest.skip("PostgreSQL gives an advisory lock back with its connection")
    with (newsroom.data / "projection.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(LeaseTaken), lease(newsroom):
            pass
    with lease(newsroom):
        pass
