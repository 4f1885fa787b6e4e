"""`stoppress witness` as a log meets it: a process, over HTTP."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from stoppress.tlog.errors import LogError
from stoppress.tlog.exchange import Reply
from stoppress.tlog.keys import COSIGNATURE, parse_vkey
from stoppress.tlog.notes import open_note, parse_note, with_signatures
from stoppress.tlog.proofs import consistency_proof
from stoppress.tlog.submissions import MAX_BODY_BYTES
from stoppress.tlog.witnesses import Cosigned, Elsewhere, Refused, ask
from stoppress.witness.judging import Witness
from stoppress.witness.key_file import make_key, read_key
from stoppress.witness.server import MAX_CONNECTIONS, WitnessServer
from stoppress.witness.state import State
from tests.commands.shell import command
from tests.tlog.logs import SIGNER, rows_of, signed
from tests.waiting import eventually
from tests.witness.running import LARGEST, SECONDS, WITNESS, post, running, submission

_ROWS = rows_of(LARGEST)
_SIZE_TYPE = "text/x.tlog.size"


def test_a_log_gets_its_checkpoint_cosigned(tmp_path: Path) -> None:
    with running(tmp_path) as (_, address):
        note = signed(_ROWS, 7)
        answer = ask(f"http://{address}", WITNESS.key, note, 0, [])
        assert isinstance(answer, Cosigned)
        cosigned = bytes(with_signatures(parse_note(note), answer.signatures))
        assert len(open_note(cosigned, [SIGNER.key, WITNESS.key]).signatures) == 2

        note = signed(_ROWS, 300)
        assert ask(f"http://{address}/", WITNESS.key, note, 0, []) == Elsewhere(7)
        proof = consistency_proof(_ROWS.read, 7, 300)
        assert isinstance(ask(f"http://{address}", WITNESS.key, note, 7, proof), Cosigned)


def test_a_log_hears_why_it_is_refused(tmp_path: Path) -> None:
    other = rows_of(LARGEST, other_from=2)
    with running(tmp_path) as (_, address):
        url = f"http://{address}"
        assert isinstance(ask(url, WITNESS.key, signed(_ROWS, 7), 0, []), Cosigned)
        fork = ask(url, WITNESS.key, signed(other, 7), 7, [])
        assert fork == Refused(
            "witness.example/w1 has cosigned another checkpoint of this size", 409
        )
        proof = consistency_proof(other.read, 7, 9)
        refused = ask(url, WITNESS.key, signed(other, 9), 7, proof)
        assert refused == Refused("witness.example/w1 says that the proof fails", 422)


def test_two_who_race_are_not_both_cosigned(tmp_path: Path) -> None:
    with running(tmp_path) as (_, address), ThreadPoolExecutor(8) as pool:
        kept = 0
        for top in range(10, 60, 10):
            bodies = [submission(kept, size) for size in range(kept + 1, top)]
            replies = list(pool.map(lambda body: post(address, body), bodies))
            won = [size for size, reply in enumerate(replies, kept + 1) if reply.code == 200]
            assert len(won) == 1
            lost = [reply for reply in replies if reply.code != 200]
            assert {(r.code, r.content_type, r.body) for r in lost} <= {
                (409, _SIZE_TYPE, b"%d\n" % won[0])
            }
            kept = won[0]


def test_two_processes_on_one_state_are_one_witness(tmp_path: Path) -> None:
    with running(tmp_path) as (_, one), running(tmp_path) as (_, other):
        assert post(one, submission(0, 7)).code == 200
        assert post(other, submission(0, 9)) == Reply(409, _SIZE_TYPE, b"7\n")
        assert post(other, submission(7, 9)).code == 200
        assert post(one, submission(9, 20)).code == 200


def test_it_forgets_nothing_when_it_is_killed(tmp_path: Path) -> None:
    for old, size in ((0, 7), (7, 9), (9, 300)):
        with running(tmp_path) as (process, address):
            assert post(address, submission(old, size)).code == 200
            process.kill()
            assert process.wait(SECONDS) == -signal.SIGKILL
    with running(tmp_path) as (_, address):
        assert post(address, submission(0, 300)).body == b"300\n"


def test_it_is_killed_in_the_middle_of_many_and_never_goes_back(tmp_path: Path) -> None:
    told = 0
    for _ in range(5):
        with running(tmp_path) as (process, address):
            kept = int(post(address, submission(LARGEST, LARGEST)).body)
            assert kept >= told
            killer = threading.Timer(0.05, process.kill)
            killer.start()
            told = _submit_until_it_dies(address, kept)
            killer.join(SECONDS)
    assert told <= LARGEST - 1


def _submit_until_it_dies(address: str, kept: int) -> int:
    """The last size that was cosigned before the connection broke."""
    for size in range(kept + 1, min(kept + 50, LARGEST)):
        try:
            reply = post(address, submission(kept, size))
        except (OSError, HTTPException):
            return kept
        assert reply.code == 200
        kept = size
    return kept


def test_nothing_is_cosigned_that_cannot_be_kept(tmp_path: Path) -> None:
    with _in_this_process(tmp_path) as address:
        assert post(address, submission(0, 7)).code == 200
        (tmp_path / "state").write_bytes(b"damaged" * 5000)
        reply = post(address, submission(7, 9))
        assert (reply.code, reply.body) == (500, b"the witness cannot keep its state\n")


def test_it_ends_well_when_it_is_told_to(tmp_path: Path) -> None:
    with running(tmp_path) as (process, address):
        assert post(address, submission(0, 7)).code == 200
        process.terminate()
        assert process.wait(SECONDS) == 0


def test_one_connection_carries_many_submissions(tmp_path: Path) -> None:
    with running(tmp_path) as (_, address):
        connection = HTTPConnection(address, timeout=SECONDS)
        for old, size in ((0, 7), (7, 7), (0, 9), (7, 9)):
            connection.request("POST", "/add-checkpoint", submission(old, size))
            response = connection.getresponse()
            response.read()
            assert response.status == (409 if (old, size) == (0, 9) else 200)
        connection.close()


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (b"GET /add-checkpoint HTTP/1.1\r\nHost: x\r\n\r\n", 405),
        (b"HEAD /add-checkpoint HTTP/1.1\r\nHost: x\r\n\r\n", 405),
        (b"DELETE / HTTP/1.1\r\nHost: x\r\n\r\n", 405),
        (b"POST /elsewhere HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", 404),
        (b"POST /add-checkpoint HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", 400),
        (b"POST /add-checkpoint HTTP/1.1\r\nHost: x\r\n\r\n", 411),
        (b"POST /add-checkpoint HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411),
        (b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 411),
        (b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 1e3\r\n\r\n", 411),
        (
            b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % (MAX_BODY_BYTES + 1),
            413,
        ),
        (b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: " + b"9" * 400 + b"\r\n\r\n", 413),
        (b"POST /add-checkpoint HTTP/9.9\r\n\r\n", 505),
        (b"\x16\x03\x01\x02\x00\r\n", 400),
        (b"POST " + b"/" * 70_000 + b" HTTP/1.1\r\n\r\n", 414),
    ],
)
def test_what_is_no_submission_is_answered_and_over(tmp_path: Path, head: bytes, code: int) -> None:
    with _in_this_process(tmp_path) as address:
        said = _raw(address, head)
    status, _, rest = said.partition(b"\r\n")
    assert status.startswith(b"HTTP/1.1 %d " % code)
    assert b"Python" not in rest


def test_who_comes_when_all_places_are_taken_is_told_to_come_again(tmp_path: Path) -> None:
    with _in_this_process(tmp_path) as address, ExitStack() as waiting:
        for _ in range(MAX_CONNECTIONS):
            one = waiting.enter_context(_connected(address))
            one.sendall(b"POST /add-checkpoint HTTP/1.1\r\n")
        with _connected(address) as late:
            said = _to_the_end(late)
        assert said.startswith(b"HTTP/1.1 503 ")
        assert b"Retry-After" in said
        waiting.close()
        eventually(lambda: _is_cosigned(address, submission(0, 7)))


def _is_cosigned(address: str, body: bytes) -> bool:
    try:
        return post(address, body).code == 200
    except (OSError, HTTPException):  # turned away before it had sent all
        return False


def test_a_body_that_does_not_come_is_not_waited_for_long(tmp_path: Path) -> None:
    head = b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 100\r\n\r\n"
    with _in_this_process(tmp_path, seconds=0.3) as address, _connected(address) as waiting:
        for part in (head, b"old ", b"0"):
            waiting.sendall(part)
        assert b" 200 " not in _to_the_end(waiting)
        assert post(address, submission(0, 7)).code == 200


def _raw(address: str, data: bytes) -> bytes:
    with _connected(address) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        return _to_the_end(connection)


def _connected(address: str) -> socket.socket:
    host, port = address.rsplit(":", 1)
    return socket.create_connection((host, int(port)), SECONDS)


def _to_the_end(connection: socket.socket) -> bytes:
    parts = []
    try:
        while part := connection.recv(65_536):
            parts.append(part)
    except ConnectionError:  # it did not read all that we sent
        pass
    return b"".join(parts)


@contextmanager
def _in_this_process(folder: Path, seconds: float = SECONDS) -> Iterator[str]:
    """A witness' server in a thread, quicker to start than a process; its `host:port`."""
    listening = socket.create_server(("127.0.0.1", 0))
    witness = Witness(WITNESS, [SIGNER.key], State(folder / "state"))
    server = WitnessServer(witness, listening, seconds)
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    try:
        yield "{}:{}".format(*listening.getsockname())
    finally:
        server.shutdown()
        thread.join(SECONDS)
        server.server_close()


def _refused(*words: str | Path) -> str:
    done = subprocess.run(
        command("witness", *words), capture_output=True, text=True, timeout=SECONDS
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    return done.stderr


def test_it_makes_a_key_that_only_its_owner_reads(tmp_path: Path) -> None:
    key = tmp_path / "key"
    made = subprocess.run(
        command("witness", "--key", key, "--new-key", "witness.example/new"),
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert made.returncode == 0
    vkey = parse_vkey(made.stdout.strip())
    assert (vkey.name, vkey.kind) == ("witness.example/new", COSIGNATURE)
    assert read_key(key).key == vkey
    assert key.stat().st_mode & 0o777 == 0o600
    assert "exists" in _refused("--key", key, "--new-key", "witness.example/other")
    assert read_key(key).key == vkey


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    key = tmp_path / "key"
    make_key(key, "witness.example/w1")
    key.chmod(0o644)
    said = _refused("--key", key, "--state", tmp_path / "state", "--log", str(SIGNER.key))
    assert f"chmod 600 {key}" in said
    assert not (tmp_path / "state").exists()


def test_a_key_of_a_log_is_not_taken_for_a_witness(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.touch(0o600)
    key.write_text(SIGNER.secret())
    with pytest.raises(LogError, match="not of a witness"):
        read_key(key)
    key.write_text("nothing of the kind")
    with pytest.raises(LogError, match="begins with"):
        read_key(key)


def test_what_is_asked_wrongly_is_said_in_a_line(tmp_path: Path) -> None:
    key, state = tmp_path / "key", tmp_path / "state"
    assert "no such file" in _refused("--key", key, "--state", state, "--log", str(SIGNER.key))
    make_key(key, "witness.example/w1")
    assert "--state FILE and --log VKEY" in _refused("--key", key)
    assert "written name+id+base64" in _refused("--key", key, "--state", state, "--log", "what")
    assert "host:port" in _refused(
        "--key", key, "--state", state, "--log", str(SIGNER.key), "--listen", "nowhere"
    )
    state.write_bytes(b"something else" * 100)
    assert "cannot be used" in _refused("--key", key, "--state", state, "--log", str(SIGNER.key))


def test_it_never_loads_django() -> None:
    program = (
        "import sys, stoppress.commands.witness\n"
        "print([name for name in sys.modules if name.split('.')[0] == 'django'])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
