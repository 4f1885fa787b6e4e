"""The leaf of a revision and its hashes (docs/reference/record.md, "The leaf"; RFC 6962)."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from stoppress.lib.clock import to_rfc3339

SALT_BYTES = 32


def commitment(salt: bytes, content: bytes) -> bytes:
    """What a leaf says of the content: 32 bytes that tell nothing once the salt is gone."""
    return hashlib.sha256(b"\x03" + salt + content).digest()


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of a leaf in the tree, 32 bytes."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def leaf_bytes(
    *,
    coverage: str,
    position: int,
    kind: str,
    post: str | None,
    revision: int | None,
    at: datetime,
    prev: bytes,
    content: bytes,
) -> bytes:
    """The leaf. `prev` is a leaf hash or empty, `content` a commitment. Key order is the format."""
    return json.dumps(
        {
            "v": 1,
            "coverage": coverage,
            "position": position,
            "kind": kind,
            "post": post,
            "revision": revision,
            "at": to_rfc3339(at, microseconds=True),
            "prev": prev.hex() or None,
            "content": content.hex(),
        },
        separators=(",", ":"),
    ).encode()
