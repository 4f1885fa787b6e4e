"""A witness for tests: in this process for its judgement, as a command of its own over HTTP."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from stoppress.tlog.exchange import Reply
from stoppress.tlog.keys import COSIGNATURE, Signer
from stoppress.tlog.proofs import consistency_proof
from stoppress.tlog.submissions import Submission
from tests.tlog.logs import SIGNER, Rows, rows_of, signed

WITNESS = Signer("witness.example/w1", b"\x09" * 32, COSIGNATURE)
LARGEST = 301
SECONDS = 20.0  # the longest that any test waits for the witness


def submission(old: int, size: int, rows: Rows | None = None, signer: Signer = SIGNER) -> bytes:
    """What the log submits: from `old` to `size`, with the proof that is due."""
    rows = rows or rows_of(LARGEST)
    proof = tuple(consistency_proof(rows.read, old, size))
    return bytes(Submission(old, proof, signed(rows, size, signer)))


@contextmanager
def running(folder: Path, *more: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`stoppress witness` on a free port, and its `host:port`."""
    key = folder / "key"
    if not key.exists():
        key.touch(0o600)
        key.write_text(WITNESS.secret() + "\n")
    command = [sys.executable, "-m", "stoppress", "witness", "--key", str(key)]
    command += ["--state", str(folder / "state"), "--log", str(SIGNER.key)]
    command += ["--listen", "127.0.0.1:0", *more]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline().split()
            assert said[2:] == [str(WITNESS.key)]
            yield process, said[1].removeprefix("http://").removesuffix("/add-checkpoint")
        finally:
            process.kill()


def post(address: str, body: bytes, path: str = "/add-checkpoint") -> Reply:
    """One submission over HTTP."""
    host, port = address.rsplit(":", 1)
    connection = HTTPConnection(host, int(port), timeout=SECONDS)
    try:
        connection.request("POST", path, body)
        response = connection.getresponse()
        return Reply(response.status, response.getheader("Content-Type", ""), response.read())
    finally:
        connection.close()
