"""Named points at which signing fails or dies, so that each step of the write order can be cut."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from stoppress.notary.checkpoints import CheckpointStore, Signed
from stoppress.tlog.checkpoints import Checkpoint, sign_checkpoint
from stoppress.tlog.keys import Signer

POINTS = (
    "host settled",
    "before signing",
    "after signing",
    "before the swap",
    "within the swap",  # written, and not committed
    "after the swap",  # the caller hears of a failure, but it is persisted
)


class Failed(OSError):
    """What a failing disk says."""


class Fault:
    """Strikes when `point` is passed for the `nth` time."""

    def __init__(self, point: str, nth: int, strike: Callable[[], None]) -> None:
        assert point in POINTS
        self._point, self._left, self._strike = point, nth, strike

    def passes(self, point: str) -> None:
        if point == self._point:
            self._left -= 1
            if self._left == 0:
                self._strike()


class FaultyStore(CheckpointStore):
    """The real store, cut at a fault's point."""

    def __init__(self, path: Path, fault: Fault) -> None:
        super().__init__(path)
        self.fault = fault

    def settle_host(self, name: str) -> str:
        settled = super().settle_host(name)
        self.fault.passes("host settled")
        return settled

    def advance(self, expected: Signed | None, new: Signed) -> None:
        self.fault.passes("before the swap")
        super().advance(expected, new)
        self.fault.passes("after the swap")

    def _insert(self, new: Signed) -> None:
        super()._insert(new)
        self.fault.passes("within the swap")


def faulty_sign(fault: Fault) -> Callable[..., bytes]:
    """The real signing, cut at a fault's point."""

    def sign(checkpoint: Checkpoint, *signers: Signer) -> bytes:
        fault.passes("before signing")
        note = sign_checkpoint(checkpoint, *signers)
        fault.passes("after signing")
        return note

    return sign


def fail() -> None:
    raise Failed("the disk failed")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main(point: str, nth: str) -> None:
    """Sign in this process until the fault strikes; end where it never does."""
    import django

    django.setup()
    from django.conf import settings

    from stoppress.notary.sequencer import Sequencer

    fault = Fault(point, int(nth), die)
    config = settings.STOPPRESS
    with closing(FaultyStore(config.checkpoints_file, fault)) as store:
        sequencer = Sequencer(config, store, sign=faulty_sign(fault))
        while sequencer.round():
            pass


if __name__ == "__main__":
    main(*sys.argv[1:])
