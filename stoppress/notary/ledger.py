"""One log as the sequencer carries it along: what was read of the record, hashed anew, and checked.

Nothing here signs. What must never be signed raises Stopped, with a line for the operator.
"""

from __future__ import annotations

from datetime import datetime

from stoppress.lib.clock import to_rfc3339
from stoppress.notary.checkpoints import Signed
from stoppress.notary.leaves import Leaf, Leaves
from stoppress.notary.origins import origin_of
from stoppress.tlog.checkpoints import Checkpoint
from stoppress.tlog.frontier import Frontier
from stoppress.tlog.hashes import leaf_hash


class Stopped(Exception):
    """This log may not be signed as it is. The text is one line that says what to do."""


class Ledger:
    """The right edge of one log, kept in memory; made anew from the record at any time."""

    def __init__(self, slug: str, leaves: Leaves) -> None:
        self.slug = slug
        self.ends_at = 0  # the position at which the coverage ended last
        self._leaves = leaves
        self._frontier = Frontier()
        self._continued: str | None = None
        self._confirmed: tuple[str, int, bytes] | None = None  # the head that was compared last

    @property
    def size(self) -> int:
        """How many leaves were read."""
        return self._frontier.size

    def root(self) -> bytes:
        """The root of what was read."""
        return self._frontier.root()

    def origin(self, host: str) -> str:
        """The origin that this log is signed under now."""
        return origin_of(host, self.slug, self._continued)

    def read_on(self, host: str, last: Signed | None) -> None:
        """Read what the record gained, and see that it goes on from what was signed `last`.

        Raises Stopped where it does not.
        """
        if last and last.head != self._confirmed and last.size < self.size:
            self._forget()  # signed by somebody else, of a size that we have passed: look again
        root_then = self.root() if last and last.size == self.size else None
        for leaf in self._leaves(self.size):
            self._take(leaf, host)
            if last and last.size == self.size:
                root_then = self.root()
        if last is None or last.origin != self.origin(host) or last.head == self._confirmed:
            return
        self._compare(last, root_then)
        self._confirmed = last.head

    def checkpoint(self, host: str, last: Signed | None, at: datetime) -> Checkpoint | None:
        """What is to be signed now, `at` being the present; none where all is.

        Call `read_on` before. Raises Stopped where the clock stands before the last signature.
        """
        origin = self.origin(host)
        if last and last.origin == origin:
            if last.size == self.size:
                return None
            if at < last.at:
                raise Stopped(
                    f"the clock says {to_rfc3339(at)}, but this log was signed at"
                    f" {to_rfc3339(last.at)}; set the clock right, and signing goes on by itself"
                )
        return Checkpoint(origin, self.size, self.root()) if self.size else None

    def _take(self, leaf: Leaf, host: str) -> None:
        if leaf.position != self.size + 1:
            raise Stopped(f"the record has no position {self.size + 1}; `stoppress check --record`")
        hashed = leaf_hash(leaf.data)
        if hashed != leaf.hash:
            raise Stopped(
                f"leaf {leaf.position} of the record was changed; `stoppress check --record`"
            )
        self._frontier.append(hashed)
        if leaf.continued is not None:
            self._continued = leaf.continued or self.origin(host)
        self.ends_at = leaf.position if leaf.ends else self.ends_at

    def _compare(self, last: Signed, root_then: bytes | None) -> None:
        if last.size > self.size:
            raise Stopped(
                f"{last.origin} was signed up to {last.size}, but the record ends at {self.size}:"
                " an old backup was put back. Put the newer record back, or run"
                f" `stoppress key continue {self.slug}`"
            )
        if root_then != last.root:
            raise Stopped(
                f"the record is not the one that was signed as {last.origin} at {last.size}."
                " Put the right record back, or, where it is lost, run"
                f" `stoppress key continue {self.slug}`"
            )

    def _forget(self) -> None:
        self._frontier, self._continued, self._confirmed = Frontier(), None, None
