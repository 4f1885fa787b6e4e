"""reliability.md, line 32: single calls fail under the desk while it publishes, projects and signs.

Each press is answered by a post or by one line to the editor; afterwards the desk that met the
fault, or the one that took its place, publishes on, and the record is whole. Backups and archives
have tests of their own for this line.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from stoppress.record.checking.fsck import check_record
from stoppress.record.history import published
from stoppress.record.models import Revision
from tests.commands.shell import Shell
from tests.editor import Editor, NotPublished
from tests.faults.strace import (
    calls_of_publish,
    chosen,
    faults_at,
    require_strace,
    struck,
)
from tests.waiting import eventually

SLUG = "harbour-fire"
_POSTS = 25  # after which a call is not waited for any more
_AT_ONCE = 10  # of all that could fail, in an ordinary run


def test_line_32_a_fault_at_any_call_of_a_publish_is_an_answer(shell: Shell, full: bool) -> None:
    require_strace()
    faults = chosen(faults_at(calls_of_publish(shell.config)), full, _AT_ONCE)
    met = 0
    with shell.serving() as served:
        press = Pressing(Editor(served.desk))
        press.editor.sign_in(shell.ok("user", "add", "ana").split()[-1])
        press.editor.open_coverage(SLUG)
        for fault in faults:
            step, number, error = fault
            with struck(served.children()["desk"], step, number, f"error={error}") as has_struck:
                # Left at once: strace counts in each thread, and the next one would meet it again.
                met += _press_until(has_struck, press)
            eventually(press.once)
            assert list(check_record(shell.config)) == [], fault
        log = served.log.read_text()
    rows = Revision.objects.order_by("position")
    assert [published(row).content["headline"] for row in rows[1:]] == press.told
    assert met, "no fault did anything: they are not injected"
    print(
        f"{len(faults)} faults, {met} met, {press.refused} presses refused, {len(press.told)} posts"
    )
    assert "Traceback" not in log


@dataclass
class Pressing:
    """One who presses again what was refused, and goes on to the next post when it was told."""

    editor: Editor
    told: list[str] = field(default_factory=list)
    refused: int = 0
    _submission: UUID = field(default_factory=uuid4)

    def once(self) -> bool:
        """Press once; whether it was published. What is refused is no traceback."""
        headline = f"Post {len(self.told) + 1}"
        try:
            self.editor.publish(SLUG, headline, press=self._submission)
        except NotPublished as refusal:
            self.refused += 1
            assert "Traceback" not in str(refusal)
            return False
        self.told.append(headline)
        self._submission = uuid4()
        return True


def _press_until(is_over: Callable[[], bool], press: Pressing) -> bool:
    """Whether it is, before so many posts: a publish need not make as many calls as it may."""
    enough = len(press.told) + _POSTS

    def pressed() -> bool:
        press.once()
        return is_over() or len(press.told) >= enough

    eventually(pressed)
    return is_over()
