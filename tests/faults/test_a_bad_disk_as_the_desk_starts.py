"""reliability.md, line 32: a database or the key cannot be opened when the desk starts again.

`serve` starts it until it comes up; then it publishes on, and the record is whole.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from stoppress.config import Config
from stoppress.record.checking.fsck import check_record
from tests.commands.shell import Served, Shell
from tests.editor import Editor
from tests.faults.newsdesk import SLUG
from tests.faults.strace import Fault, Step, chosen, faults_at, require_strace, step, struck
from tests.faults.test_a_bad_disk_under_a_publish import Pressing
from tests.waiting import eventually

_SOON = 0.5  # seconds for an answer, before it is looked again
_AT_ONCE = 3  # of all that could fail, in an ordinary run


def test_line_32_a_desk_whose_files_do_not_open_comes_up_later(shell: Shell, full: bool) -> None:
    require_strace()
    faults = chosen(faults_at(_opened_at_start(shell.config)), full, _AT_ONCE)
    met = 0
    with shell.serving() as served:
        press = Pressing(Editor(served.desk))
        press.editor.sign_in(shell.ok("user", "add", "ana").split()[-1])
        press.editor.open_coverage(SLUG)
        for fault in faults:
            met += _start_again(served, press, fault)
            eventually(press.once)
            assert list(check_record(shell.config)) == [], fault
        log = served.log.read_text()
    print(f"{len(faults)} faults, {met} met, {press.refused} presses refused")
    assert met, "no fault did anything: they are not injected"
    assert "Traceback" not in log


def _opened_at_start(config: Config) -> list[Step]:
    files = [config.checkpoints_file]
    if not config.database:
        files += [config.record_file, config.public_file]
    logs = [Path(f"{file}{ending}") for file in files for ending in ("", "-wal", "-shm")]
    key = config.data / "keys/signing-1"
    return [step(f"open {path.name}", "openat", 2, path) for path in (*logs, key)]


def _start_again(served: Served, press: Pressing, fault: Fault) -> bool:
    """Kill the desk and let the next one meet `fault`, if it makes that call; whether it did."""
    opening, number, error = fault
    desk = served.children()["desk"]
    # strace goes on to whatever its process starts.
    with struck(served.process.pid, opening, number, f"error={error}") as has_struck:
        os.kill(desk, signal.SIGKILL)
        # Each desk that starts meets it anew, so left at once: nobody presses while none is up.
        eventually(lambda: has_struck() or (_answers(served) and press.once()))
        return has_struck()


def _answers(served: Served) -> bool:
    """Whether a desk is up; the socket, which `serve` holds, takes a request at any time."""
    try:
        with urlopen(f"{served.desk}/sign-in", timeout=_SOON):
            return True
    except HTTPError:
        return True
    except OSError:
        return False
