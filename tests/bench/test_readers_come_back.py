"""The bench of readers who come back still measures, and its checker finds what is wrong."""

from __future__ import annotations

import shutil
import socket
import threading
from pathlib import Path

import pytest

from bench.returning import Returning, day, storm
from tests.waiting import PATIENCE, eventually

pytestmark = pytest.mark.skipif(
    shutil.which("gcc") is None, reason="the bench needs gcc: apt-get install gcc libc6-dev"
)
_WHOLE = "lost 0, doubled 0, disordered 0, resets 0"


def test_it_brings_all_back_after_their_edge_was_killed(tmp_path: Path) -> None:
    said = "\n".join(storm(tmp_path, readers=100, patient=False))
    assert "reads of the public store for them      1 " in said
    assert _WHOLE in said


def test_it_delivers_all_on_a_day_on_which_everything_dies(tmp_path: Path) -> None:
    said = "\n".join(day(tmp_path, readers=100, changes=20, gap=0.02))
    assert "a worker is killed" in said
    assert _WHOLE in said


def test_it_finds_what_a_bad_edge_loses_doubles_and_disorders(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as bad:
        # 2 twice; 3 and 4 are lost; 4 after 5; 6 with the body of another.
        sent = [(2, 2), (2, 2), (5, 5), (4, 4), (6, 7)]
        serving = threading.Thread(target=_serve, args=(bad, sent), daemon=True)
        serving.start()
        with Returning(tmp_path, bad.getsockname()[1], 2) as crowd:
            eventually(lambda: crowd.tell(6)["at"] == 2)
            told = crowd.tell(6)
        serving.join(PATIENCE)
    assert (told["lost"], told["doubled"], told["disordered"]) == (4, 2, 4)


def _serve(bad: socket.socket, sent: list[tuple[int, int]]) -> None:
    """The same stream to two readers, whatever they ask for."""
    events = "".join(
        f'id: bench.{position}\ndata: {{"position":{body}}}\n\n' for position, body in sent
    )
    wires = [bad.accept()[0] for _ in range(2)]
    for wire in wires:
        wire.sendall(f"HTTP/1.1 200 OK\r\n\r\nevent: hello\ndata: {{}}\n\n{events}".encode())
    for wire in wires:
        while wire.recv(4096):  # what they ask for, until they hang up
            pass
        wire.close()
