"""One coverage at this edge: where it is, its recent changes, and who waits for the next one.

All of it runs on the loop and none of it waits, so that nothing can come between what a reader is
sent on return and the first change that reaches him live: no gap, no repeat.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from stoppress.edge.answers import Answer
from stoppress.edge.audience import Audience, Shared
from stoppress.edge.cursors import Cursor, Standing
from stoppress.edge.delivery import Delivery, Marks
from stoppress.edge.delta import delta_answer, gone_answer
from stoppress.edge.pending import Pending
from stoppress.edge.ring import Ring
from stoppress.edge.sse import Change, Chunk, compact, compressed, control, event, joined
from stoppress.edge.turns import portions
from stoppress.public_store import Head

if TYPE_CHECKING:
    from stoppress.edge.delta import Held
    from stoppress.edge.waiting import Waiting

P = TypeVar("P", bound=Pending)


class Channel:
    """A coverage. `epoch` and `head` are as last told by the follower; `now` is the loop's time."""

    def __init__(self, epoch: str, head: Head, shared: Shared, now: float) -> None:
        self.epoch = epoch
        self.head = head
        self.ring = Ring(head.position, shared.limits)
        self.plain = Audience(shared)
        self.packed = Audience(shared)
        self.held: dict[Held, None] = {}  # deltas at the top, until the next change
        self.waiting: dict[Waiting, None] = {}  # to be asked again when something moves
        self.is_reading = False  # older changes, from the store
        self.used_at = now
        self.checkpoint = ""  # the newest; empty: none is known
        self.reading: int | None = None  # at all edges together, rounded; None: it is not known
        self._limits = shared.limits
        self._turns = shared.turns
        self._marks = Marks()
        self._delivery = Delivery()
        self._next_beat = 0.0
        self._hello: tuple[Head, Chunk] | None = None
        self._beat_chunk: tuple[tuple[Head, str, int | None], Chunk] | None = None

    @property
    def position(self) -> int:
        return self.head.position

    @property
    def is_ended(self) -> bool:
        return self.head.state == "ended"

    def delivery(self) -> Delivery:
        """Who has been handed what, as of the last sweep; see Delivery."""
        return self._delivery

    @property
    def hello(self) -> Chunk:
        """What a stream begins with: made once for the many who come back at once."""
        if self._hello is None or self._hello[0] is not self.head:
            position, state = self.position, self.head.state
            chunk = control("hello", epoch=self.epoch, position=position, state=state)
            self._hello = (self.head, chunk)
        return self._hello[1]

    @property
    def beat(self) -> Chunk:
        """What a heartbeat says."""
        told = (self.head, self.checkpoint, self.reading)
        if self._beat_chunk is None or self._beat_chunk[0] != told:
            values: dict[str, object] = {"position": self.position}
            if self.checkpoint:
                values["checkpoint"] = self.checkpoint
            if self.reading is not None:
                values["readers"] = self.reading
            self._beat_chunk = (told, compressed(event("hb", compact(values))))
        return self._beat_chunk[1]

    def standing(self, cursor: Cursor) -> Standing:
        """What can be done for a reader who has seen everything up to `cursor`."""
        if cursor.epoch != self.epoch:
            return Standing.FOREIGN
        missing = self.position - cursor.position
        if missing <= 0:
            return Standing.AHEAD if missing else Standing.CURRENT
        if missing > self._limits.catch_up_frames or cursor.position < self.head.floor:
            return Standing.FAR_BEHIND
        if cursor.position >= self.ring.floor:
            return Standing.BEHIND
        return Standing.FAR_BEHIND if self.ring.is_whole else Standing.UNREAD

    def advance(self, head: Head, changes: Sequence[Change]) -> None:
        """Take what became public in one transaction and hand it to everyone who waits."""
        before, self.head = self.head, head
        if head.purged != before.purged:
            self.ring.clear(before.position)  # words of the past are gone, or back
        elif head.floor < before.floor:
            self.ring.reopen()
        positions = [change.position for change in changes]
        expected = list(range(before.position + 1, head.position + 1))
        if positions != expected or head.position < before.position:
            self.reset()  # a leap (much at once) or a step back: nobody can be led over it
            return
        if changes:
            self.ring.add(changes)
            chunk = joined(change.chunk for change in changes)
            self._write(chunk, len(changes))
            self._marks.add(positions, self.plain.sent, self.packed.sent)
            self._release(delta_answer(self.epoch, head, changes))
        self.ask_again()

    def reset(self) -> None:
        """Tell everyone to load the page again."""
        self.ring.clear(self.position)
        self._marks.clear()
        chunk = control("reset", epoch=self.epoch, position=self.position)
        self.plain.dismiss(chunk.plain)
        self.packed.dismiss(chunk.packed)
        self._release(gone_answer(self.epoch, self.head))
        self.ask_again()

    def fill(self, older: Sequence[Change]) -> None:
        """Older changes have been read for those who wait for them."""
        self.ring.fill(older)
        self.ask_again()

    def ask_again(self) -> None:
        """What they wait for may be another thing now."""
        waiting, self.waiting = self.waiting, {}
        self._in_turn(waiting, _again)

    def refuse_waiting(self, answer: Answer) -> None:
        """The store cannot be read: those who wait for it are sent away for now."""
        waiting, self.waiting = self.waiting, {}
        self._in_turn(waiting, partial(_answer, answer))

    def sweep(self, now: float) -> None:
        """Heartbeats, slow readers, and changes nobody has asked for in a long time."""
        plain = self.plain.sweep(now, self._marks.plain)
        packed = self.packed.sweep(now, self._marks.packed)
        self._delivery = self._marks.delivery(plain, packed)
        if self._delivery.open:
            self.used_at = now
            self._beat(now)
            return
        self._next_beat = 0.0
        if now - self.used_at > self._limits.ring_seconds and self.ring.floor < self.position:
            self.ring.clear(self.position)

    def _beat(self, now: float) -> None:
        """One clock for the whole coverage, so that one chunk serves everyone."""
        is_due = 0 < self._next_beat <= now
        if is_due or not self._next_beat:
            self._next_beat = now + self._limits.heartbeat_seconds
        if not is_due:
            return
        self._write(self.beat, 0)

    def _write(self, chunk: Chunk, changes: int) -> None:
        self.plain.write(chunk.plain, changes)
        self.packed.write(chunk.packed, changes)

    def _release(self, answer: Answer) -> None:
        held, self.held = self.held, {}
        self._in_turn(held, partial(_answer, answer))

    def _in_turn(self, many: Iterable[P], act: Callable[[P], None]) -> None:
        """To each who has not left, nor been answered, when his turn comes."""
        self._turns.begin(portions(many, partial(_if_open, act), self._limits.portion))


def _if_open(act: Callable[[P], None], one: P) -> None:
    if one.connection.pending is one:
        act(one)


def _answer(answer: Answer, one: Pending) -> None:
    one.connection.answer(answer)


def _again(one: Pending) -> None:
    one.connection.again()
