"""The leaf of a revision, read strictly (docs/reference/record.md, "The leaf").

What is not written exactly as the format says is no leaf, so nothing hides in the writing.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

from stoppress.lib.clock import from_rfc3339, to_rfc3339

SALT_BYTES = 32
_KEYS = ["v", "coverage", "position", "kind", "post", "revision", "at", "prev", "content"]
_HASH = re.compile(r"[0-9a-f]{64}")


class NoLeaf(ValueError):
    """Bytes that are no leaf. The text says what is wrong, without a subject."""


@dataclass(frozen=True)
class Leaf:
    """What a leaf says. `prev` and `content` are hex; `prev` is null where nothing came before."""

    coverage: str
    position: int
    kind: str
    post: str | None
    revision: int | None
    at: str
    prev: str | None
    content: str


def commitment(salt: bytes, content: bytes) -> str:
    """What a leaf says of the content, in hex."""
    return hashlib.sha256(b"\x03" + salt + content).hexdigest()


def parse_leaf(data: bytes) -> Leaf:
    """The leaf that these bytes are. Raises NoLeaf."""
    said = _object(data)
    if list(said) != _KEYS or type(said["v"]) is not int or said["v"] != 1:
        raise NoLeaf("has not the keys of a leaf in their order")
    _require(said, "coverage", isinstance(said["coverage"], str) and said["coverage"] != "")
    _require(said, "position", _is_number(said["position"]))
    _require(said, "kind", isinstance(said["kind"], str))
    _require(said, "post", said["post"] is None or isinstance(said["post"], str))
    _require(said, "revision", said["revision"] is None or _is_number(said["revision"]))
    _require(said, "at", _is_instant(said["at"]))
    _require(said, "prev", said["prev"] is None or _is_hash(said["prev"]))
    _require(said, "content", _is_hash(said["content"]))
    if (said["post"] is None) != (said["revision"] is None):
        raise NoLeaf("has a post without a revision, or a revision without a post")
    del said["v"]
    return Leaf(**said)


def _object(data: bytes) -> dict[str, Any]:
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        raise NoLeaf("is not JSON") from None
    if not isinstance(said, dict):
        raise NoLeaf("is no object")
    if json.dumps(said, separators=(",", ":")).encode() != data:
        raise NoLeaf("is not written as the format says")
    return said


def _require(said: dict[str, Any], key: str, is_right: bool) -> None:
    if not is_right:
        raise NoLeaf(f"says {key} {said[key]!r}, which is none")


def _is_number(value: object) -> bool:
    return type(value) is int and value > 0


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def _is_instant(value: object) -> bool:
    try:
        return (
            isinstance(value, str) and to_rfc3339(from_rfc3339(value), microseconds=True) == value
        )
    except ValueError:
        return False
