"""The leaves of the site log, read strictly (docs/reference/log.md, "The site log")."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from stoppress.verify.leaf import NoLeaf

_BEGIN = ["v", "position", "kind", "at"]
_HEAD = ["coverage", "slug", "origin", "size", "root"]
_KEYS = {
    "key_added": ["origin", "public"],
    "key_retired": ["public", "reason"],
    "opened": ["coverage", "slug", "origin"],
    "head": _HEAD,
    "ended": _HEAD,
    "continued": ["origin", "previous"],
}
_HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Head:
    """How far a log has come, as the site log or a `continued` tells it."""

    origin: str
    size: int
    root: bytes


def parse_site_leaf(data: bytes, position: int) -> dict[str, Any]:
    """What the leaf says. Raises NoLeaf."""
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        raise NoLeaf("is not JSON") from None
    if not isinstance(said, dict) or json.dumps(said, separators=(",", ":")).encode() != data:
        raise NoLeaf("is not written as the format says")
    if said.get("v") != 1 or said.get("kind") not in _KEYS:
        raise NoLeaf(f"is of kind {said.get('kind')!r}, which is not known")
    if list(said) != _BEGIN + _KEYS[said["kind"]]:
        raise NoLeaf("has not the keys of a leaf in their order")
    if said["position"] != position:
        raise NoLeaf(f"says position {said['position']!r}")
    numbers = ("size",) if "size" in said else ()
    texts = set(said) - {"v", "position", "size", "previous"}
    if any(not isinstance(said[key], str) for key in texts) or any(
        type(said[key]) is not int for key in numbers
    ):
        raise NoLeaf("has a value of another sort than the format says")
    if "public" in said and not _HEX.fullmatch(said["public"]):
        raise NoLeaf("names a key that is none")
    return said


def read_head(said: Any) -> Head:
    """The head in an object with `origin`, `size` and `root`. Raises NoLeaf."""
    match said:
        case {"origin": str(origin), "size": int(size), "root": str(root)} if _HEX.fullmatch(root):
            return Head(origin, size, bytes.fromhex(root))
    raise NoLeaf("tells of a head that is none")
