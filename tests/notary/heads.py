"""Heads for tests of the checkpoint store: real notes, signed by a key of the test's own."""

from __future__ import annotations

from datetime import UTC, datetime

from stoppress.notary.checkpoints import Signed
from stoppress.tlog.checkpoints import Checkpoint, sign_checkpoint
from stoppress.tlog.keys import Signer

ORIGIN = "live.example.org/harbour-fire/log"
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def head(
    size: int, fill: bytes = b"a", *, origin: str = ORIGIN, slug: str = "harbour-fire"
) -> Signed:
    """A signed head whose root is `fill` over and over."""
    root = fill * 32
    note = sign_checkpoint(Checkpoint(origin, size, root), Signer(origin, b"s" * 32))
    return Signed(origin, slug, size, root, note, AT)
