"""The state of a witness: one file, on disk before anybody hears of it, and never backwards."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from http.client import HTTPException
from pathlib import Path

import pytest

from stoppress.tlog.hashes import EMPTY_ROOT
from stoppress.witness.judging import Witness
from stoppress.witness.state import Seen, State, StateError
from tests.tlog.logs import SIGNER, rows_of
from tests.witness.running import LARGEST, SECONDS, WITNESS, post, running, submission

# A witness that is killed as it is about to sign: persisted, and nobody was told.
_DIES_BEFORE_IT_SIGNS = """
import os, signal, socket, sys
from pathlib import Path
from stoppress.tlog.keys import Signer
from stoppress.witness.judging import Witness
from stoppress.witness.server import WitnessServer
from stoppress.witness.state import State
from tests.tlog.logs import SIGNER
from tests.witness.running import WITNESS

class Dying(Signer):
    def sign(self, text, *, at=None):
        os.kill(os.getpid(), signal.SIGKILL)

signer = Dying(WITNESS.name, WITNESS.seed, WITNESS.kind)
listening = socket.create_server(("127.0.0.1", 0))
print(listening.getsockname()[1], flush=True)
witness = Witness(signer, [SIGNER.key], State(Path(sys.argv[1])))
WitnessServer(witness, listening).serve_forever()
"""


def test_a_witness_killed_before_it_answers_goes_on_from_what_it_kept(tmp_path: Path) -> None:
    words = [sys.executable, "-c", _DIES_BEFORE_IT_SIGNS, str(tmp_path / "state")]
    root = Path(__file__).parents[2]
    with subprocess.Popen(words, cwd=root, stdout=subprocess.PIPE, text=True) as dying:
        assert dying.stdout is not None
        address = f"127.0.0.1:{dying.stdout.readline().strip()}"
        with pytest.raises((OSError, HTTPException)):
            post(address, submission(0, 7))
        assert dying.wait(SECONDS) == -signal.SIGKILL
    with running(tmp_path) as (_, address):
        # Another past of the same size is refused although no cosignature of the first ever left.
        assert post(address, submission(7, 7, rows_of(LARGEST, other_from=2))).code == 409
        assert post(address, submission(0, 7)).body == b"7\n"
        assert post(address, submission(7, 7)).code == 200


def test_of_two_at_once_one_goes_first(tmp_path: Path) -> None:
    witness = Witness(WITNESS, [SIGNER.key], State(tmp_path / "state"))
    for old in range(0, 60, 10):
        sizes = range(old + 1, old + 10)
        codes = _all_at_once(witness, [submission(old, size) for size in sizes])
        assert sorted(codes) == [200] + [409] * (len(sizes) - 1)
        kept = int(witness.add_checkpoint(submission(LARGEST, LARGEST)).body)
        assert kept in sizes
        assert witness.add_checkpoint(submission(kept, old + 10)).code == 200


def _all_at_once(witness: Witness, bodies: list[bytes]) -> list[int]:
    codes: list[int] = []
    begin = threading.Barrier(len(bodies))

    def submit(body: bytes) -> None:
        begin.wait(SECONDS)
        codes.append(witness.add_checkpoint(body).code)

    threads = [threading.Thread(target=submit, args=[body]) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    return codes


def test_a_turn_that_fails_leaves_nothing(tmp_path: Path) -> None:
    state = State(tmp_path / "state")
    with pytest.raises(RuntimeError), state.turn() as turn:
        turn.keep("origin", Seen(1, EMPTY_ROOT, b""))
        raise RuntimeError
    with state.turn() as turn:
        assert turn.seen("origin") is None


@pytest.mark.parametrize("later", [Seen(4, EMPTY_ROOT, b""), Seen(5, b"\x01" * 32, b"")])
def test_the_file_itself_refuses_to_go_back(tmp_path: Path, later: Seen) -> None:
    state = State(tmp_path / "state")
    with state.turn() as turn:
        turn.keep("origin", Seen(5, EMPTY_ROOT, b"note"))
    with pytest.raises(StateError, match="a tree only grows"), state.turn() as turn:
        turn.keep("origin", later)
    with state.turn() as turn:
        assert turn.seen("origin") == Seen(5, EMPTY_ROOT, b"note")


def test_the_state_is_one_file_that_is_flushed(tmp_path: Path) -> None:
    state = State(tmp_path / "state")
    with state.turn() as turn:
        turn.keep("origin", Seen(5, EMPTY_ROOT, b"note"))
        connection: sqlite3.Connection = turn._connection
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("truncate",)
    journal = tmp_path / "state-journal"
    assert {path.name for path in tmp_path.iterdir()} <= {"state", "state-journal"}
    assert not journal.exists() or journal.stat().st_size == 0


def test_a_file_that_is_no_state_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "state"
    path.write_bytes(b"something else entirely" * 100)
    with pytest.raises(StateError, match="cannot be used: file is not a database"):
        State(path)
    assert path.read_bytes().startswith(b"something else")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StateError, match=os.fspath(tmp_path / "no" / "state")):
        State(tmp_path / "no" / "state")
