"""Checks a whole log with nothing of ours and nothing of others: the standard library alone.

Written from the specifications (RFC 6962, RFC 8032, C2SP signed-note, tlog-checkpoint, tlog-tiles)
and not from `stoppress.tlog`, so that the two can disagree. It is slow, and reads everything: the
checkpoint, every tile and every entry, through a function that gives the bytes at a path.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

Fetch = Callable[[str], bytes]


class Broken(Exception):
    """The log is not what its checkpoint says. `where` is the path of the file that is wrong."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}")
        self.where = where


@dataclass(frozen=True)
class Checked:
    """A log of which everything was found to be right."""

    origin: str
    size: int
    root: bytes
    entries: list[bytes]


def check_log(fetch: Fetch, vkey: str, origin: str | None = None) -> Checked:
    """Check note, tree and every entry. Raises Broken, or what `fetch` raises for a lost file."""
    text = signed_text(fetch("checkpoint"), vkey)
    lines = text.split("\n")
    if len(lines) < 4 or "" in lines[:-1]:
        raise Broken("checkpoint", "has not three lines")
    size, root = _number(lines[1]), _decoded(lines[2])
    if len(root) != 32:
        raise Broken("checkpoint", "the root is no hash")
    if lines[0] != vkey.split("+")[0] or (origin is not None and lines[0] != origin):
        raise Broken("checkpoint", "the origin is another")
    entries = _entries(fetch, size)
    hashes = [hashlib.sha256(b"\x00" + entry).digest() for entry in entries]
    _check_tiles(fetch, hashes)
    if tree_root(hashes) != root:
        raise Broken("checkpoint", "the entries have another root")
    return Checked(lines[0], size, root, entries)


def tree_root(hashes: list[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1, as it is written there."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    both = tree_root(hashes[:split]) + tree_root(hashes[split:])
    return hashlib.sha256(b"\x01" + both).digest()


def signed_text(note: bytes, vkey: str) -> str:
    """The text of the note, if the key signed it. Raises Broken."""
    if any(byte < 0x20 and byte != 0x0A for byte in note):
        raise Broken("checkpoint", "has control characters")
    try:
        text, signatures = note.decode("utf-8").rsplit("\n\n", 1)
    except ValueError:
        raise Broken("checkpoint", "is no signed note") from None
    text += "\n"
    name, key_id, key = _key(vkey)
    if not signatures.endswith("\n"):
        raise Broken("checkpoint", "does not end in a newline")
    valid = 0
    for line in signatures[:-1].split("\n"):
        dash, signer, encoded = _three(line)
        raw = _decoded(encoded)
        if dash != "\u2014":
            raise Broken("checkpoint", "has a broken line of a signature")
        if (signer, raw[:4]) == (name, key_id):
            if not ed25519_verify(key, text.encode(), raw[4:]):
                raise Broken("checkpoint", "the signature is wrong")
            valid += 1
    if not valid:
        raise Broken("checkpoint", "is not signed by the key")
    return text


def _three(line: str) -> tuple[str, str, str]:
    parts = line.split(" ")
    if len(parts) != 3:
        raise Broken("checkpoint", "has a broken line of a signature")
    return parts[0], parts[1], parts[2]


def _key(vkey: str) -> tuple[str, bytes, bytes]:
    name, id_text, encoded = vkey.split("+", 2)
    raw = _decoded(encoded)
    key_id = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
    if len(raw) != 33 or raw[0] != 1 or key_id.hex() != id_text:
        raise Broken("vkey", "is broken")
    return name, key_id, raw[1:]


def _decoded(text: str) -> bytes:
    try:
        raw = base64.b64decode(text.encode(), validate=True)
    except ValueError:
        raise Broken("checkpoint", "has broken base64") from None
    if base64.b64encode(raw) != text.encode():
        raise Broken("checkpoint", "has base64 with stray bits")
    return raw


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or str(int(text)) != text:
        raise Broken("checkpoint", "the size is no number")
    return int(text)


def _place(index: int) -> str:
    """`x001/x234/067` of tlog-tiles."""
    parts = [f"{index % 1000:03d}"]
    while index >= 1000:
        index //= 1000
        parts.insert(0, f"x{index % 1000:03d}")
    return "/".join(parts)


def _entries(fetch: Fetch, size: int) -> list[bytes]:
    entries: list[bytes] = []
    for number in range((size + 255) // 256):
        count = min(256, size - number * 256)
        path = f"tile/entries/{_place(number)}" + ("" if count == 256 else f".p/{count}")
        data = fetch(path)
        before = len(entries)
        while data:
            length = data[0] * 256 + data[1] if len(data) > 1 else 1 << 16
            if len(data) < 2 + length:
                raise Broken(path, "ends within an entry")
            entries.append(data[2 : 2 + length])
            data = data[2 + length :]
        if len(entries) - before != count:
            raise Broken(path, f"holds {len(entries) - before} entries, not {count}")
    return entries


def _check_tiles(fetch: Fetch, hashes: list[bytes]) -> None:
    """Every tile holds just the hashes that the entries give."""
    level = 0
    while hashes:
        for number in range((len(hashes) + 255) // 256):
            part = hashes[number * 256 : number * 256 + 256]
            width = "" if len(part) == 256 else f".p/{len(part)}"
            path = f"tile/{level}/{_place(number)}{width}"
            if fetch(path) != b"".join(part):
                raise Broken(path, "does not hold the hashes of the entries")
        full = len(hashes) // 256
        hashes = [tree_root(hashes[at * 256 : at * 256 + 256]) for at in range(full)]
        level += 1


# Ed25519 (RFC 8032, 5.1), in extended coordinates, as plainly as its section 6 does it.
_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_ROOT_OF_MINUS_ONE = pow(2, (_P - 1) // 4, _P)
_Point = tuple[int, int, int, int]


def ed25519_verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` (64 bytes) of `message` was made by the key (32 bytes)."""
    if len(signature) != 64 or len(public) != 32:
        return False
    key, commitment = _point(public), _point(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or scalar >= _L:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    challenge = int.from_bytes(digest, "little") % _L
    return _same(_times(scalar, _BASE), _plus(commitment, _times(challenge, key)))


def _plus(a: _Point, b: _Point) -> _Point:
    e = (a[1] - a[0]) * (b[1] - b[0]) % _P
    f = (a[1] + a[0]) * (b[1] + b[0]) % _P
    g = 2 * a[3] * b[3] * _D % _P
    h = 2 * a[2] * b[2] % _P
    i, j, k, m = f - e, h - g, h + g, f + e
    return i * j % _P, k * m % _P, j * k % _P, i * m % _P


def _times(scalar: int, point: _Point) -> _Point:
    total: _Point = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            total = _plus(total, point)
        point = _plus(point, point)
        scalar >>= 1
    return total


def _same(a: _Point, b: _Point) -> bool:
    return (a[0] * b[2] - b[0] * a[2]) % _P == 0 == (a[1] * b[2] - b[1] * a[2]) % _P


def _point(encoded: bytes) -> _Point | None:
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT_OF_MINUS_ONE % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = _P - x
    return x, y, 1, x * y % _P


def _the_base() -> _Point:
    found = _point((4 * pow(5, -1, _P) % _P).to_bytes(32, "little"))
    assert found is not None
    return found


_BASE = _the_base()
