"""The edge through everything that can become of its store, while readers stay connected."""

from __future__ import annotations

import dataclasses
import json

import pytest

from stoppress.config import Config
from stoppress.public_store import Head
from tests.conformance.client import Wire, get, reading
from tests.edge.press import EPOCH, Press, open_press
from tests.edge.process import QUICK, running
from tests.waiting import eventually

STREAM = "/harbour-fire/stream"
BEATING = dataclasses.replace(QUICK, heartbeat_seconds=0.2, poll_seconds=0.1)


def test_it_serves_what_each_engine_publishes(press: Press, newsroom: Config) -> None:
    press.publish("One")
    with running(newsroom) as edge, reading(edge.address(), STREAM) as stream:
        assert stream.next().json == {"epoch": EPOCH, "position": 1, "state": "live"}
        press.publish("Two")
        assert stream.named("change").id == f"{EPOCH}.2"
        assert f'data-cursor="{EPOCH}.2"' in get(edge.address(), "/harbour-fire/").text
        delta = json.loads(get(edge.address(), f"/harbour-fire/after/{EPOCH}.0").body)
        assert [event["position"] for event in delta["events"]] == [1, 2]


def test_it_tells_of_coverage_that_was_opened_and_that_ended(
    press: Press, newsroom: Config
) -> None:
    with running(newsroom) as edge:
        assert get(edge.address(), "/quay-flood").status == 404
        with press.writer.publish() as publication:
            publication.put_head(Head("quay-flood", "c2", 1, "live"))
        eventually(lambda: get(edge.address(), "/quay-flood").status == 308)
        with reading(edge.address(), STREAM) as stream:
            assert stream.next().json["state"] == "live"
            press.publish("The end", state="ended")
            assert stream.named("change").id == press.cursor
            press.publish("A correction after the end", state="ended")
            assert stream.named("change").id == press.cursor
        assert get(edge.address(), STREAM).status == 204


def test_coverage_that_pauses_is_followed_as_if_it_were_live(
    press: Press, newsroom: Config
) -> None:
    press.publish("We are back at six", state="paused")
    with running(newsroom) as edge, reading(edge.address(), STREAM) as stream:
        assert stream.next().json["state"] == "paused"
        with Wire(edge.address()) as held:
            held.ask(f"/harbour-fire/after/{press.cursor}")
            assert list(held.pieces(0.1)) == []
            press.publish("Good evening", state="live")
            assert stream.named("change").id == press.cursor
            assert json.loads(held.answer().body)["state"] == "live"


def test_a_step_back_sends_everyone_back_to_the_page(press: Press, newsroom: Config) -> None:
    press.publish("One", "Two", "Three")
    with running(newsroom) as edge, reading(edge.address(), STREAM) as stream:
        stream.next()
        press.rebuild(position=1)
        assert stream.rest()[-1].json == {"epoch": EPOCH, "position": 1}


def test_it_waits_for_a_store_that_is_made_later(newsroom: Config) -> None:
    with running(newsroom) as edge:
        assert edge.process.stderr is not None
        assert "waiting for the public store" in edge.process.stderr.readline()
        press = open_press(newsroom)
        assert get(edge.address(), "/harbour-fire/").status == 200
        press.writer.close()
        edge.end()
    assert edge.words == "edge: the public store can be read\n"


def test_it_gives_up_on_a_store_that_is_never_made(newsroom: Config) -> None:
    with running(newsroom, dataclasses.replace(QUICK, patience_seconds=0.3)) as edge:
        assert edge.process.wait(30) == 1
        _, words = edge.process.communicate()
    assert words.splitlines()[-1].startswith("edge: no public store after 0.3 seconds")


def test_a_new_epoch_sends_everyone_back_to_the_page(press: Press, newsroom: Config) -> None:
    press.publish("One", "Two")
    with (
        running(newsroom) as edge,
        reading(edge.address(), STREAM, accept_encoding="gzip") as stream,
        Wire(edge.address()) as held,
    ):
        stream.next()
        held.ask(f"/harbour-fire/after/{EPOCH}.2")
        assert list(held.pieces(0.1)) == []
        press.rebuild(epoch="e2", position=1)
        reset = stream.rest()[-1]
        assert (reset.name, reset.json) == ("reset", {"epoch": "e2", "position": 1})
        assert held.answer().status == 410
        assert 'data-cursor="e2.1"' in get(edge.address(), "/harbour-fire/").text
        assert get(edge.address(), f"/harbour-fire/after/{EPOCH}.1").status == 410


def test_a_new_generation_of_the_same_epoch_goes_on(press: Press, newsroom: Config) -> None:
    press.publish("One")
    with running(newsroom) as edge, reading(edge.address(), STREAM) as stream:
        stream.next()
        press.rebuild()
        press.publish("Two")
        assert stream.named("change").id == f"{EPOCH}.2"
        # The old frames are not in the new generation: nobody is led over what it lacks.
        assert get(edge.address(), f"/harbour-fire/after/{EPOCH}.0").status == 410
        assert f'data-cursor="{EPOCH}.2"' in get(edge.address(), "/harbour-fire/").text


def test_coverage_that_is_no_longer_there_is_gone(press: Press, newsroom: Config) -> None:
    with running(newsroom) as edge, reading(edge.address(), STREAM) as stream:
        stream.next()
        with press.writer.rebuild(epoch=EPOCH, render="b" * 16):
            pass
        assert stream.rest()[-1].name == "reset"
        assert get(edge.address(), STREAM).status == 404
        assert get(edge.address(), "/harbour-fire/").status == 404


def test_a_leap_resets_the_open_streams(press: Press, newsroom: Config) -> None:
    limits = dataclasses.replace(QUICK, burst_frames=10)
    with running(newsroom, limits) as edge:
        with reading(edge.address(), STREAM) as stream:
            stream.next()
            press.publish(*["Imported"] * 10)
            assert stream.changes(10)[-1].id == press.cursor
            press.publish(*["Imported"] * 11)
            assert stream.rest()[-1].json == {"epoch": EPOCH, "position": 21}
        # What a returning reader may have is read from the store again.
        with reading(edge.address(), f"{STREAM}?after={EPOCH}.0") as stream:
            assert len(stream.changes(21)) == 21


def test_line_26_streams_stay_open_while_the_store_cannot_be_read(
    press: Press, newsroom: Config
) -> None:
    """As stream.md decides, health says that it is stale; to readers the heart beats on."""
    if newsroom.database:
        pytest.skip("taking a file away is SQLite's own kind of trouble")
    press.publish("One")
    with running(newsroom, BEATING) as edge, reading(edge.address(), STREAM) as stream:
        address = edge.address()
        page, delta = (get(address, f"/harbour-fire/{path}") for path in ("", "after/e1.0"))
        _hide(newsroom)
        eventually(lambda: get(address, "/-/health").status == 503)
        stream.named("hb")
        assert get(address, "/harbour-fire/").body == page.body
        assert get(address, "/harbour-fire/after/e1.0").body == delta.body
        _show(newsroom)
        eventually(lambda: get(address, "/-/health").status == 200)
        press.publish("Two")
        assert stream.named("change").id == f"{EPOCH}.2"
        assert get(address, "/").status == 200
        edge.end()
    assert edge.words.count("has been replaced") == 1
    assert "the public store can be read" in edge.words


def test_line_25_it_comes_back_after_postgresql_has_dropped_it(
    press: Press, newsroom: Config
) -> None:
    if not newsroom.database:
        pytest.skip("SQLite has no connection to lose")
    import psycopg

    press.publish("One")
    with running(newsroom, BEATING) as edge, reading(edge.address(), STREAM) as stream:
        stream.next()
        assert get(edge.address(), "/harbour-fire/").status == 200
        for number in range(3):
            ours = press.writer._engine._db.info.backend_pid  # type: ignore[attr-defined]
            with psycopg.connect(newsroom.database, autocommit=True) as server:
                server.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE"
                    " datname = current_database() AND pid NOT IN (pg_backend_pid(), %s)",
                    (ours,),
                )
            press.publish(f"While it was gone {number}")
            assert stream.named("change").id == press.cursor
        assert f'data-cursor="{press.cursor}"' in get(edge.address(), "/harbour-fire/").text


def test_it_sends_away_who_asks_for_what_cannot_be_read(press: Press, newsroom: Config) -> None:
    if newsroom.database:
        pytest.skip("taking a file away is SQLite's own kind of trouble")
    press.publish("One")
    with running(newsroom, BEATING) as edge:
        address = edge.address()
        _hide(newsroom)
        for target in ("/", f"/harbour-fire/after/{EPOCH}.0", f"{STREAM}?after={EPOCH}.0"):
            unread = get(address, target)
            assert (unread.status, unread.headers["retry-after"]) == (503, "2")
            assert unread.headers["cache-control"] == "no-store"
        _show(newsroom)
        assert get(address, f"/harbour-fire/after/{EPOCH}.0").status == 200


def test_it_takes_a_restored_file_for_what_it_is(press: Press, newsroom: Config) -> None:
    if newsroom.database:
        pytest.skip("PostgreSQL is restored in place")
    press.publish("One", "Two")
    with running(newsroom, BEATING) as edge, reading(edge.address(), STREAM) as stream:
        address = edge.address()
        assert get(address, f"/harbour-fire/after/{EPOCH}.0").status == 200
        stream.next()
        _hide(newsroom)
        restored = open_press(newsroom)
        restored.rebuild(epoch="e2")
        assert stream.rest()[-1].json["epoch"] == "e2"
        eventually(lambda: 'data-cursor="e2.0"' in get(address, "/harbour-fire/").text)
        restored.writer.close()


def test_a_page_that_cannot_be_made_is_one_line_for_the_operator(
    press: Press, newsroom: Config
) -> None:
    with press.writer.publish() as publication:
        publication.put_page("/broken.html", ["no such part"])
        publication.put_page("/odd.html", ["front"], content_type="text/html\r\nX: y")
    with running(newsroom) as edge:
        for path in ("/broken.html", "/odd.html"):
            assert get(edge.address(), path).status == 503
        assert get(edge.address(), "/").status == 200
        edge.end()
    assert [line[:17] for line in edge.words.splitlines()] == [
        "edge: /broken.htm",
        "edge: /odd.html c",
    ]


def _hide(config: Config) -> None:
    for path in config.data.glob("public.sqlite*"):
        path.rename(path.with_name(f"hidden-{path.name}"))


def _show(config: Config) -> None:
    for path in config.data.glob("hidden-public.sqlite*"):
        path.rename(path.with_name(path.name.removeprefix("hidden-")))
