"""Standard base64 (RFC 4648, section 4) that has one way only to write the same bytes."""

from __future__ import annotations

import base64
import binascii

from stoppress.tlog.errors import Malformed
from stoppress.tlog.hashes import HASH_BYTES


def encode(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def decode(text: str) -> bytes:
    """The bytes. Raises Malformed for anything but what `encode` writes of them."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise Malformed("not base64") from None
    if encode(data) != text:  # bits that count for nothing would let a changed text pass
        raise Malformed("not base64 as it is written by everyone")
    return data


def decode_hash(text: str) -> bytes:
    """A hash of 32 bytes. Raises Malformed."""
    data = decode(text)
    if len(data) != HASH_BYTES:
        raise Malformed(f"a hash has {HASH_BYTES} bytes, not {len(data)}")
    return data
