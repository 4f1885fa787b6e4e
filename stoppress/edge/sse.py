"""Server-Sent Events as bytes, plain and as blocks that fit into any reader's gzip stream.

Raw deflate lets a stream be put together from blocks made elsewhere, as long as each ends on a byte
boundary and none refers back: so a change is compressed once and the same bytes go to every reader.
The CRC at the end of a gzip member would differ per reader; no stream gets that far.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from stoppress.edge.cursors import Cursor
from stoppress.public_store import Frame

# RFC 1952: magic, deflate, no flags, no time, no extra flags, unknown system.
GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_STORED_MOST = 0xFFFF  # a stored block's length has 16 bits
_LEVEL = 6
_JSON = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Chunk:
    """The same events for both kinds of stream."""

    plain: bytes
    packed: bytes


@dataclass(frozen=True, slots=True)
class Change:
    """One frame, encoded once for all readers there will ever be."""

    position: int
    body: bytes
    chunk: Chunk


class Packer:
    """Makes changes of frames. It keeps a compressor: one thread at a time."""

    def __init__(self) -> None:
        self._deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)

    def change(self, epoch: str, frame: Frame) -> Change:
        plain = event("change", frame.body, id_=str(Cursor(epoch, frame.position)))
        # A full flush forgets what came before, so that the block stands alone.
        packed = self._deflate.compress(plain) + self._deflate.flush(zlib.Z_FULL_FLUSH)
        return Change(frame.position, frame.body, Chunk(plain, packed))


def event(name: str, data: bytes, id_: str = "") -> bytes:
    """One event. `data` is JSON; a line break in it is white space, and stays one for the reader.

    Every line of it gets its own `data:`, so that no text of a frame can begin a field or end
    the event. bytes.splitlines knows just the three line ends that the standard knows.
    """
    lines = b"".join(b"data: %b\n" % line for line in data.splitlines()) or b"data: \n"
    head = f"id: {id_}\nevent: {name}\n" if id_ else f"event: {name}\n"
    return head.encode() + lines + b"\n"


def control(name: str, **values: object) -> Chunk:
    """An event of ours without an id: hello, hb, reset, bye."""
    return stored(event(name, compact(values)))


def retry(milliseconds: int) -> Chunk:
    """How long EventSource should wait before it comes back; no event."""
    return stored(b"retry: %d\n\n" % milliseconds)


def stored(plain: bytes) -> Chunk:
    """`plain` and the same uncompressed within deflate: costs nothing, for what is short."""
    blocks = [
        # RFC 1951 3.2.4: not final, type 0, length, its complement; all on byte boundaries.
        b"\x00"
        + len(part).to_bytes(2, "little")
        + (len(part) ^ 0xFFFF).to_bytes(2, "little")
        + part
        for part in (plain[at : at + _STORED_MOST] for at in range(0, len(plain), _STORED_MOST))
    ]
    return Chunk(plain, b"".join(blocks))


def compressed(plain: bytes) -> Chunk:
    """`plain` and the same deflated: for what is longer and sent to many."""
    deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Chunk(plain, deflate.compress(plain) + deflate.flush(zlib.Z_FULL_FLUSH))


def joined(chunks: Iterable[Chunk]) -> Chunk:
    """Several, to be written at once."""
    all_ = list(chunks)
    if len(all_) == 1:
        return all_[0]
    return Chunk(b"".join(c.plain for c in all_), b"".join(c.packed for c in all_))


def compact(values: object) -> bytes:
    """JSON without spaces."""
    return _JSON.encode(values).encode()
