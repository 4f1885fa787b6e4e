"""The private socket: figures that can be believed, for those who may ask and nobody else."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import socket
import stat
import threading
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from stoppress.config import Config
from stoppress.edge.asking import Gone, Silent, ask, ask_all, places, reachable, sockets_in
from tests.conformance.client import get, reading
from tests.edge import exposition
from tests.edge.press import SLUG, Press
from tests.edge.process import QUICK, EdgeProcess, running
from tests.edge.several import several
from tests.waiting import eventually

STREAM = f"/{SLUG}/stream"


def own(config: Config) -> Path:
    """The socket of the one edge that runs."""
    (found,) = sockets_in(config.edge_sockets)
    return found


def said(config: Config, path: str) -> Any:
    return json.loads(ask(own(config), path))


def figures(config: Config) -> dict[str, exposition.Read]:
    return exposition.read(ask(own(config), "/metrics").decode())


def test_it_counts_readers_and_what_they_asked_for(
    press: Press, newsroom: Config, opened: ExitStack
) -> None:
    with running(newsroom) as edge:
        for _ in range(3):
            opened.enter_context(reading(edge.address(), STREAM)).next()
        assert get(edge.address(), f"/{SLUG}/").status == 200
        assert get(edge.address(), "/nothing").status == 404
        assert get(edge.address(), "/", method="POST").status == 405
        assert said(newsroom, "/readers") == {"coverages": {SLUG: 3}, "total": 3, "silent": []}
        read = figures(newsroom)
        assert read["stoppress_readers"].value("stoppress_readers", coverage=SLUG) == 3
        requests = read["stoppress_requests_total"]
        for kind, answer, count in [
            ("stream", "2xx", 3), ("page", "2xx", 1), ("bare", "4xx", 1), ("refused", "4xx", 1),
        ]:  # fmt: skip
            found = requests.value("stoppress_requests_total", kind=kind, answer=answer)
            assert found == count, kind
        opened.close()
        eventually(lambda: said(newsroom, "/readers")["total"] == 0)


def test_every_figure_is_described_and_every_described_one_is_there(
    press: Press, newsroom: Config
) -> None:
    page = (Path(__file__).parents[2] / "docs/running/watching.md").read_text("utf-8")
    table = page[page.index("## Figures") : page.index("## Health")]
    with several(newsroom, "--workers", "1", admin="127.0.0.1:0") as edges:
        del edges
        names = set(figures(newsroom)) | {"stoppress_silent_edges"}
    for name in names:
        assert f"`{name}" in table, name
    described = {part.partition("{")[0] for part in table.split("`") if "_" in part}
    assert {name for name in described if name.startswith(("stoppress_", "process_"))} == names


def test_it_tells_how_long_the_way_to_the_readers_was(press: Press, newsroom: Config) -> None:
    with running(newsroom) as edge, reading(edge.address(), STREAM) as stream:
        stream.next()
        press.publish("One", "Two")
        stream.changes(2)
        name = "stoppress_tail_seconds"
        eventually(lambda: figures(newsroom)[name].value(f"{name}_count") == 2)
        assert figures(newsroom)["stoppress_loop_delay_seconds"].samples
        age = figures(newsroom)["stoppress_store_age_seconds"]
        assert age.value("stoppress_store_age_seconds") < QUICK.poll_seconds * 10


def test_only_its_owner_may_ask(press: Press, newsroom: Config) -> None:
    with running(newsroom) as edge:
        edge.address()
        assert stat.S_IMODE(own(newsroom).stat().st_mode) == 0o600
        assert stat.S_IMODE(newsroom.edge_sockets.stat().st_mode) == 0o700
        for path in ("/metrics", "/delivery", "/readers", "/figures"):
            assert get(edge.address(), path).status == 404, "never on the readers' port"


@pytest.mark.parametrize(
    ("head", "status"),
    [
        ("GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n", b"404"),
        ("GET /metrics?x HTTP/1.1\r\nHost: x\r\n\r\n", b"404"),
        ("POST /metrics HTTP/1.1\r\nHost: x\r\n\r\n", b"405"),
        ("GET /metrics HTTP/1.1\r\n\r\n", b"400"),
        ("GET /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n", b"400"),
        ("nonsense\r\n\r\n", b"400"),
        ("HEAD /metrics HTTP/1.1\r\nHost: x\r\n\r\n", b"200"),
    ],
)
def test_it_answers_nothing_odd(press: Press, newsroom: Config, head: str, status: bytes) -> None:
    with running(newsroom) as edge:
        edge.address()
        got = _sent(newsroom, head)
    assert got.split()[1] == status
    assert (b"stoppress_readers" in got) is False


def test_a_question_that_never_ends_is_dropped(press: Press, newsroom: Config) -> None:
    with running(newsroom) as edge:
        edge.address()
        assert _sent(newsroom, "GET /" + "a" * 20_000) == b""
        assert said(newsroom, "/readers")["total"] == 0


def test_a_socket_that_a_killed_edge_left_is_taken_away(press: Press, newsroom: Config) -> None:
    with running(newsroom) as edge:
        edge.address()
        left = own(newsroom)
        edge.end(signal.SIGKILL)
    assert left.exists()
    with pytest.raises(Gone):
        ask(left, "/readers")
    with running(newsroom) as edge:
        edge.address()
        assert own(newsroom) != left
        edge.end()
    assert sockets_in(newsroom.edge_sockets) == []


def test_an_edge_that_hangs_is_silent_and_holds_nobody_up(press: Press, newsroom: Config) -> None:
    with running(newsroom) as first, running(newsroom) as second:
        first.address(), second.address()
        assert len(sockets_in(newsroom.edge_sockets)) == 2
        with _stopped(first):
            heard = ask_all(places(newsroom), "/readers", 0.5)
            assert len(heard.answers) == 1
            assert [name.split("-")[0] for name in heard.silent] == [str(first.process.pid)]
        assert len(ask_all(places(newsroom), "/readers").answers) == 2


def test_what_answers_in_the_place_of_an_edge_is_no_edge(newsroom: Config) -> None:
    """The address was mistyped: a web server is there, or the readers' port itself."""
    other = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    thread = threading.Thread(target=other.serve_forever)
    thread.start()
    try:
        mistyped = dataclasses.replace(newsroom, edge_admins=f"127.0.0.1:{other.server_port}")
        for path in ("/readers", "/delivery"):
            heard = ask_all(places(mistyped), path)
            assert (heard.answers, heard.silent) == ({}, [f"127.0.0.1:{other.server_port}"])
    finally:
        other.shutdown()
        thread.join()
        other.server_close()


def test_a_path_that_a_socket_has_no_room_for_is_reached(
    press: Press, newsroom: Config, tmp_path: Path
) -> None:
    deep = tmp_path.joinpath(*["a-rather-long-name-of-a-folder"] * 5)
    deep.mkdir(parents=True)
    for file in newsroom.data.iterdir():
        (deep / file.name).symlink_to(file)
    config = dataclasses.replace(newsroom, data=deep)
    with running(config) as edge:
        edge.address()
        assert len(os.fsencode(own(config))) > 108
        assert said(config, "/readers")["total"] == 0
        edge.end()
    assert (sockets_in(config.edge_sockets), edge.words) == ([], "")


def test_an_edge_without_a_folder_for_its_socket_still_serves(
    press: Press, newsroom: Config
) -> None:
    newsroom.edge_sockets.write_text("no folder")
    with running(newsroom) as edge:
        assert get(edge.address(), f"/{SLUG}/").status == 200
        edge.end()
    assert edge.words.startswith("edge: nobody can watch this edge: ")


def test_the_private_address_of_a_machine_tells_of_all_its_edges(
    press: Press, newsroom: Config
) -> None:
    port = _free_port()
    with several(newsroom, "--workers", "2", admin=f"127.0.0.1:{port}") as edges:
        machine = ("127.0.0.1", port)
        streams = [reading(edges.address, STREAM) for _ in range(6)]
        opened = [stream.__enter__() for stream in streams]
        for one in opened:
            one.next()
        assert json.loads(ask(machine, "/readers"))["total"] == 6
        read = exposition.read(ask(machine, "/metrics").decode())
        readers = read["stoppress_readers"].samples
        assert len(readers) == 2 and sum(readers.values()) == 6
        assert read["stoppress_silent_edges"].value("stoppress_silent_edges") == 0
        assert json.loads(ask(machine, "/health"))["ok"] is True
        os.kill(edges.workers()[0], signal.SIGSTOP)
        try:
            with pytest.raises(Silent, match="503"):
                ask(machine, "/health", 5)
            assert len(json.loads(ask(machine, "/readers", 5))["silent"]) == 1
        finally:
            os.kill(edges.workers()[0], signal.SIGCONT)
        for one in opened:
            one.close()


def test_a_private_address_that_is_taken_is_said_and_readers_are_served(
    press: Press, newsroom: Config
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with several(newsroom, "--workers", "1", admin=address) as edges:
            assert get(edges.address, f"/{SLUG}/").status == 200
            assert edges.end() == 0
        assert edges.words.startswith(f"edge: cannot answer at {address} (address already in use)")


def test_an_edge_alone_answers_for_its_machine_too(press: Press, newsroom: Config) -> None:
    port = _free_port()
    with several(newsroom, admin=f"127.0.0.1:{port}") as edge, running(newsroom) as other:
        other.address()
        with reading(edge.address, STREAM) as one, reading(other.address(), STREAM) as two:
            one.next(), two.next()
            assert json.loads(ask(("127.0.0.1", port), "/readers"))["total"] == 2


def _sent(config: Config, head: str) -> bytes:
    """What comes back for `head`, up to the end of the connection."""
    got = b""
    with reachable(own(config)) as path, socket.socket(socket.AF_UNIX) as wire:
        wire.settimeout(10)
        wire.connect(path)
        wire.sendall(head.encode())
        try:
            while piece := wire.recv(65536):
                got += piece
        except ConnectionResetError:
            pass
    return got


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


class _stopped:
    """The process does nothing for the length of the block."""

    def __init__(self, edge: EdgeProcess) -> None:
        self._process = edge.process

    def __enter__(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def __exit__(self, *error: object) -> None:
        self._process.send_signal(signal.SIGCONT)
