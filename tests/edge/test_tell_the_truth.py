"""Whether readers should be sent to an edge: what it says to proxies, and why to its operator."""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest

from stoppress.config import Config
from stoppress.edge.asking import reachable, sockets_in
from stoppress.public_store.types import FORMAT
from tests.conformance.client import get, reading
from tests.edge.press import EPOCH, SLUG, Press, open_press
from tests.edge.process import running
from tests.edge.test_follow_the_store import BEATING
from tests.waiting import eventually


def private(config: Config) -> tuple[int, Any]:
    """The status and the words of `/health` at the private socket of the one edge."""
    (own,) = sockets_in(config.edge_sockets)
    got = b""
    with reachable(own) as path, socket.socket(socket.AF_UNIX) as wire:
        wire.connect(path)
        wire.sendall(b"GET /health HTTP/1.1\r\nHost: edge\r\n\r\n")
        while piece := wire.recv(65536):
            got += piece
    head, _, body = got.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body)


def test_it_is_ready_while_it_can_read(press: Press, newsroom: Config) -> None:
    with running(newsroom) as edge:
        answer = get(edge.address(), "/-/health")
        said = json.loads(answer.body)
        assert answer.status == 200 and said.pop("read_seconds_ago") >= 0
        assert said == {"ok": True, "state": "ready", "epoch": EPOCH}
        assert private(newsroom)[0] == 200
        assert answer.headers["cache-control"] == "no-store"


def test_line_26_it_is_stale_and_alive_when_it_cannot_read_any_more(
    press: Press, newsroom: Config
) -> None:
    if newsroom.database:
        pytest.skip("taking a file away is SQLite's own kind of trouble")
    with running(newsroom, BEATING) as edge, reading(edge.address(), f"/{SLUG}/stream") as stream:
        for path in newsroom.data.glob("public.sqlite*"):
            path.rename(path.with_name(f"hidden-{path.name}"))
        eventually(lambda: get(edge.address(), "/-/health").status == 503)
        answer = get(edge.address(), "/-/health")
        assert json.loads(answer.body)["state"] == "stale"
        assert b"sqlite" not in answer.body, "the public is not told what is wrong with it"
        assert "public.sqlite" in private(newsroom)[1]["trouble"]
        assert get(edge.address(), "/-/alive").status == 200
        stream.named("hb")


def test_line_27_before_the_desk_has_run_it_refuses_readers_and_says_why(newsroom: Config) -> None:
    with running(newsroom) as edge:
        eventually(lambda: sockets_in(newsroom.edge_sockets))
        eventually(lambda: private(newsroom)[1]["trouble"])
        status, said = private(newsroom)
        assert (status, said["state"], said["epoch"]) == (503, "starting", None)
        press = open_press(newsroom)
        assert get(edge.address(), "/-/health").status == 200
        press.writer.close()


def test_line_27_a_store_of_another_version_is_not_served(press: Press, newsroom: Config) -> None:
    press.writer._engine.run(  # type: ignore[attr-defined]
        "UPDATE site SET format = ?", (FORMAT + 1,)
    )
    with running(newsroom):
        eventually(lambda: sockets_in(newsroom.edge_sockets))
        eventually(lambda: private(newsroom)[1]["trouble"])
        status, said = private(newsroom)
        assert (status, said["state"]) == (503, "starting")
        assert "format" in said["trouble"] or "newer" in said["trouble"]
