"""reliability.md, line 32: calls fail while a picture is taken in, published and destroyed.

Whatever failed is done by pressing again, or by the desk itself: the picture is public whole or
not at all, and after its removal nothing of it lies in either folder.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from stoppress.config import Config
from stoppress.record.checking.fsck import check_record
from tests.commands.shell import Served, Shell
from tests.editor import Editor, NotPublished
from tests.faults.newsdesk import SLUG, any_picture
from tests.faults.strace import Fault, Step, chosen, faults_at, require_strace, step, struck
from tests.waiting import eventually

_AT_ONCE = 6  # of all that could fail, in an ordinary run
# Nothing else in a desk makes room or renames; its files to be are named by chance.
_TAKING_IN = [
    step("make room", "mkdir", 1),
    step("put it in its place", "rename", 1),
    step("begin a file", "openat", 6),
    step("sync it", "fsync", 4),
]


_PUBLISHING = [
    step("make room for readers", "mkdir", 1),
    step("open it", "openat", 4),
    step("read it", "read", 2),
    step("copy it", "write", 1),
    step("sync the copy", "fsync", 2),
    step("put the copy in its place", "rename", 1),
]
_REMOVING = [
    step("take it away", "unlink", 2),
    step("open the folder", "openat", 1),
    step("sync the folder", "fsync", 1),
]
_STRUCK = {"is_taken_in": _TAKING_IN, "is_public": _PUBLISHING, "is_removed": _REMOVING}


def test_line_32_a_fault_at_any_call_on_a_picture_is_made_good(shell: Shell, full: bool) -> None:
    require_strace()
    alone = Shell(shell.config, {"STOPPRESS_REMOVAL": "one"})
    faults = chosen(faults_at([*_TAKING_IN, *_PUBLISHING, *_REMOVING]), full, _AT_ONCE)
    met = 0
    with alone.serving() as served:
        editor = Editor(served.desk)
        editor.sign_in(shell.ok("user", "add", "ana").split()[-1])
        editor.open_coverage(SLUG)
        for fault in faults:
            met += _lived(Life(shell.config, editor), served, fault)
            assert list(check_record(shell.config)) == [], fault
        log = served.log.read_text()
    shell.ok("scrub")  # what could not be taken away when it was asked for
    for folder in (shell.config.desk_media, shell.config.public_media):
        assert [path.name for path in folder.iterdir()] == []
    print(f"{len(faults)} faults, {met} met")
    assert met, "no fault did anything: they are not injected"
    assert "Traceback" not in log


def _lived(life: Life, served: Served, fault: Fault) -> bool:
    """All that a picture goes through, with one fault; whether that was met."""
    at, number, error = fault
    met = False
    for act in (life.is_taken_in, life.is_public, life.is_removed):
        if at in _STRUCK[act.__name__]:
            here = dataclasses.replace(at, paths=life.paths(at))
            with struck(served.children()["desk"], here, number, f"error={error}") as has_struck:
                # Left when it was met: each request has a thread, and the next would meet it too.
                eventually(partial(_either, act, has_struck))
                met = has_struck()
        eventually(act)
    return met


def _either(one: Callable[[], bool], other: Callable[[], bool]) -> bool:
    return one() or other()


@dataclass
class Life:
    """One picture's, from the camera to its removal; what is not done is tried again."""

    config: Config
    editor: Editor
    file: bytes = field(default_factory=any_picture)
    press: UUID = field(default_factory=uuid4)
    taken: dict[str, Any] = field(default_factory=dict)
    post: str = ""

    def paths(self, at: Step) -> tuple[Path, ...]:
        """Its files, once they have a name."""
        if at in _TAKING_IN:
            return ()
        desk, public = self._desk_file, self._public_file
        return desk, public, public.with_suffix(".half"), public.parent

    def is_taken_in(self) -> bool:
        with suppress(NotPublished):
            self.taken = self.editor.take_in(self.file)
        return bool(self.taken)

    def is_public(self) -> bool:
        with suppress(NotPublished):
            answer = self.editor.publish(SLUG, "A crane", press=self.press, taken=self.taken)
            self.post = answer["post"]
        return self._public_file.exists() and _is_whole(self._public_file)

    def is_removed(self) -> bool:
        with suppress(NotPublished):
            self.editor.remove(SLUG, self.post)
        return not self._public_file.exists()

    @property
    def _desk_file(self) -> Path:
        return self.config.desk_media / str(self.taken["media"])

    @property
    def _public_file(self) -> Path:
        return self.config.public_media / str(self.taken["media"])


def _is_whole(path: Path) -> bool:
    return sha256(path.read_bytes()).hexdigest() == path.stem
