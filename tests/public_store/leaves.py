"""Leaves as a log has them, for tests of what keeps and serves them."""

from __future__ import annotations

from hashlib import sha256

from stoppress.public_store import Leaf


def a_leaf(position: int, said: bytes = b'{"kind":"posted"}') -> Leaf:
    leaf = b"leaf %d" % position
    return Leaf(position, leaf, sha256(b"\0" + leaf).digest(), said)
