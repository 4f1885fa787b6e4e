"""Proof that a log was told in two ways: two signed checkpoints that cannot both be true.

The proof is one text that needs nobody any more: not the log, not the network, not whoever found it
(docs/reference/log.md, "A fork's proof").
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from stoppress.tlog import base64_lines
from stoppress.tlog.checkpoints import Checkpoint, open_checkpoint
from stoppress.tlog.errors import Malformed, NotAFork
from stoppress.tlog.hashes import EMPTY_ROOT
from stoppress.tlog.keys import VerifierKey, parse_vkey
from stoppress.tlog.proofs import consistency_path, roots_along
from stoppress.tlog.stored import ReadHashes

FORMAT = "stoppress-fork/1"
MAX_PROOF_BYTES = 384 * 1024
_KEYS = {"format": str, "origin": str, "smaller": str, "larger": str, "path": list}


@dataclass(frozen=True)
class Fork:
    """Two checkpoints of one origin, signed, of which one at most is true."""

    smaller: Checkpoint
    larger: Checkpoint

    @property
    def origin(self) -> str:
        return self.larger.origin


def prove_fork(first: bytes, second: bytes, read: ReadHashes, *vkeys: str) -> str:
    """The proof, as JSON. `read` gives the hashes of the larger tree, shown to have its root.

    Each note is signed by one of the log's keys. Raises NotAFork where both checkpoints may be
    true, Malformed or Unverified for a note that is none.
    """
    keys = [parse_vkey(vkey) for vkey in vkeys]
    smaller, larger = sorted((first, second), key=lambda note: open_checkpoint(note, keys).size)
    fork = _fork(smaller, larger, keys)
    path = consistency_path(read, fork.smaller.size, fork.larger.size)
    _require_fork(fork, path)
    return json.dumps(
        {
            "format": FORMAT,
            "origin": fork.origin,
            "smaller": smaller.decode(),
            "larger": larger.decode(),
            "path": [base64_lines.encode(each) for each in path],
        },
        ensure_ascii=False,
    )


def check_fork_proof(text: str, *vkeys: str) -> Fork:
    """What the proof proves, offline. Raises NotAFork, BadProof, Malformed or Unverified.

    Several keys are for a log whose key was changed between the two checkpoints.
    """
    given = _given(text)
    smaller, larger = (_encoded(given[each]) for each in ("smaller", "larger"))
    fork = _fork(smaller, larger, [parse_vkey(vkey) for vkey in vkeys])
    if fork.origin != given["origin"] or fork.smaller.size > fork.larger.size:
        raise Malformed("the proof of a fork calls its checkpoints what they are not")
    _require_fork(fork, [base64_lines.decode_hash(each) for each in given["path"]])
    return fork


def _fork(smaller: bytes, larger: bytes, keys: list[VerifierKey]) -> Fork:
    fork = Fork(open_checkpoint(smaller, keys), open_checkpoint(larger, keys))
    if fork.smaller.origin != fork.larger.origin:
        raise NotAFork("the checkpoints are those of two logs")
    return fork


def _require_fork(fork: Fork, path: list[bytes]) -> None:
    smaller, larger = fork.smaller, fork.larger
    if smaller.size in (0, larger.size):
        expected = larger.root if smaller.size == larger.size else EMPTY_ROOT
        if path:
            raise Malformed("such a fork is proven by its notes alone, and takes no hashes")
        if smaller.root == expected:
            raise NotAFork("both checkpoints may be true")
        return
    old_root, new_root = roots_along(path, smaller.size, larger.size)
    if new_root != larger.root:
        raise NotAFork("the hashes are not those of the larger tree, so they prove nothing")
    if old_root == smaller.root:
        raise NotAFork("both checkpoints are true of one log")


def _given(text: str) -> dict[str, Any]:
    if len(_encoded(text)) > MAX_PROOF_BYTES:
        raise Malformed("the proof of a fork is too long")
    try:
        given = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise Malformed("the proof of a fork is not JSON") from None
    if not isinstance(given, dict) or {key: type(each) for key, each in given.items()} != _KEYS:
        raise Malformed(f"the proof of a fork has exactly the keys {', '.join(_KEYS)}")
    if given["format"] != FORMAT or not all(isinstance(each, str) for each in given["path"]):
        raise Malformed(f"the proof of a fork is not of the format {FORMAT}")
    return given


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("the proof of a fork has a key twice")
    return found


def _encoded(text: str) -> bytes:
    # JSON can spell half a surrogate pair; as bytes it is no UTF-8, and no note any more.
    return text.encode("utf-8", "surrogatepass")
