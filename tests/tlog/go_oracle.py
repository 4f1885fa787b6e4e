"""Go's own transparency log, asked over a pipe: nobody of ours wrote what it answers."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_MAIN = Path(__file__).parent / "oracle" / "main.go"
_GOPATH = Path("/usr/share/gocode")  # where Debian puts the sources of Go packages
_BUILD_SECONDS = 300


class Oracle:
    """One process, one tree. A question is an op and its fields; see oracle/main.go."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, op: str, **fields: Any) -> dict[str, Any]:
        """The answer; `error` is empty where Go agrees."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps({"op": op} | {key: _plain(value) for key, value in fields.items()}))
        stdin.write("\n")
        stdin.flush()
        answer: dict[str, Any] = json.loads(stdout.readline())
        return answer

    def bytes_of(self, op: str, key: str, **fields: Any) -> bytes:
        answer = self.ask(op, **fields)
        assert answer["error"] == ""
        return base64.b64decode(answer.get(key, ""))

    def hashes_of(self, op: str, **fields: Any) -> list[bytes]:
        answer = self.ask(op, **fields)
        assert answer["error"] == ""
        return [base64.b64decode(each) for each in answer.get("hashes", [])]


def why_not() -> str | None:
    """Why there is no oracle on this machine, or None where there is one."""
    if shutil.which("go") is None:
        return "no `go` here (Debian: golang-go)"
    if not (_GOPATH / "src/golang.org/x/mod/sumdb").is_dir():
        return f"no golang.org/x/mod in {_GOPATH} (Debian: golang-golang-x-mod-dev)"
    return None


@contextmanager
def running(folder: Path) -> Iterator[Oracle]:
    """Build the oracle in `folder` and keep it running."""
    program = folder / "oracle"
    surroundings = os.environ | {
        "GO111MODULE": "off",
        "GOPATH": str(_GOPATH),
        "GOTOOLCHAIN": "local",
        "GOFLAGS": "",
    }
    subprocess.run(
        ["go", "build", "-o", str(program), str(_MAIN)],
        check=True,
        env=surroundings,
        timeout=_BUILD_SECONDS,
    )
    with subprocess.Popen(
        [str(program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Oracle(process)
        assert process.stdin is not None
        process.stdin.close()  # it ends at the end of its input


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(each) for each in value]
    return value
