"""Whom to believe: logs, witnesses, and how many of these it takes (C2SP tlog-policy).

The file is bytes; names and addresses that are no ASCII stay what they are and are only compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from stoppress.tlog.checkpoints import Checkpoint, open_checkpoint
from stoppress.tlog.errors import LogError, Malformed, Unverified
from stoppress.tlog.keys import COSIGNATURE, ED25519, VerifierKey, parse_vkey
from stoppress.tlog.notes import Note, parse_note, verified

NONE = "none"  # the quorum that is met without witnesses
MAX_POLICY_BYTES = 64 * 1024
_NOT_ALLOWED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_WORDS = re.compile(r"[^ \t]+")


@dataclass(frozen=True)
class Known:
    """A log or a witness, and where it is reached if that was said."""

    key: VerifierKey
    url: str | None = None


@dataclass(frozen=True)
class Group:
    """Witnesses and groups of which at least `least` must have seen a checkpoint."""

    least: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    """`witnesses` and `groups` share one space of names; `quorum` is one of these, or `none`."""

    logs: tuple[Known, ...] = ()
    witnesses: Mapping[str, Known] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    quorum: str = NONE

    def open(self, data: bytes, *keys: VerifierKey) -> Checkpoint:
        """The checkpoint, signed by a log of the policy or one of `keys`, and seen by a quorum.

        Raises Malformed or Unverified. A cosignature of a known witness that is wrong refuses it.
        """
        checkpoint = open_checkpoint(data, [*(log.key for log in self.logs), *keys])
        seen = self.witnesses_of(parse_note(data))
        if not self.is_met_by(seen):
            raise Unverified(
                f"the quorum {self.quorum} has not seen the checkpoint of size {checkpoint.size}"
                f" ({len(seen)} of {len(self.witnesses)} witnesses did)"
            )
        return checkpoint

    def witnesses_of(self, note: Note) -> set[str]:
        """The names of the witnesses that cosigned. Raises Unverified for a wrong cosignature."""
        signatures = verified(note, [known.key for known in self.witnesses.values()])
        return {
            name
            for name, known in self.witnesses.items()
            if any(signature.is_by(known.key) for signature in signatures)
        }

    def is_met_by(self, seen: Iterable[str]) -> bool:
        """Whether the witnesses of these names are a quorum."""
        met = set(seen) | {NONE}
        for name, group in self.groups.items():  # each stands after its members
            if sum(member in met for member in group.members) >= group.least:
                met.add(name)
        return self.quorum in met


def parse_policy(data: bytes) -> Policy:
    """The policy that a file holds. Raises Malformed, which names the line."""
    if len(data) > MAX_POLICY_BYTES:
        raise Malformed(f"a policy of {len(data)} bytes is too long")
    text = data.decode("utf-8", "surrogateescape")
    reading = _Reading()
    for number, line in enumerate(text.split("\n"), 1):
        try:
            _take(reading, line)
        except LogError as error:
            raise Malformed(f"line {number} of the policy: {error}") from None
    if reading.quorum is None:
        raise Malformed("the policy has no quorum; `quorum none` asks for no witness")
    return Policy(tuple(reading.logs.values()), reading.witnesses, reading.groups, reading.quorum)


@dataclass
class _Reading:
    """What the lines so far have said; logs and the keys of witnesses by their public key."""

    logs: dict[bytes, Known] = field(default_factory=dict)
    witness_keys: set[bytes] = field(default_factory=set)
    witnesses: dict[str, Known] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    grouped: set[str] = field(default_factory=set)
    quorum: str | None = None

    def define(self, name: str) -> None:
        if name == NONE or name in self.witnesses or name in self.groups:
            raise Malformed(f"the name {_shown(name)} is taken")

    def require(self, name: str) -> None:
        if name not in self.witnesses and name not in self.groups:
            raise Malformed(f"nothing above has the name {_shown(name)}")


def _take(reading: _Reading, line: str) -> None:
    if _NOT_ALLOWED.search(line):
        raise Malformed("holds a control character")
    words = _WORDS.findall(line)
    if not words or words[0].startswith("#"):
        return
    statements = {"log": _log, "witness": _witness, "group": _group, "quorum": _quorum}
    if words[0] not in statements:
        raise Malformed(f"{_shown(words[0])} is none of log, witness, group, quorum")
    statements[words[0]](reading, words[1:])


def _log(reading: _Reading, words: list[str]) -> None:
    if len(words) not in (1, 2):
        raise Malformed("write `log VKEY [URL]`")
    known = _known(words, ED25519)
    if known.key.public in reading.logs:
        raise Malformed("this log is there already")
    reading.logs[known.key.public] = known


def _witness(reading: _Reading, words: list[str]) -> None:
    if len(words) not in (2, 3):
        raise Malformed("write `witness NAME VKEY [URL]`")
    known = _known(words[1:], COSIGNATURE)
    reading.define(words[0])
    if known.key.public in reading.witness_keys:
        raise Malformed("this witness is there already")
    reading.witness_keys.add(known.key.public)
    reading.witnesses[words[0]] = known


def _group(reading: _Reading, words: list[str]) -> None:
    if len(words) < 3:
        raise Malformed("write `group NAME all|any|NUMBER MEMBER…`")
    name, least, *members = words
    reading.define(name)
    for member in members:
        reading.require(member)
        if member in reading.grouped:  # so that each counts in one way only
            raise Malformed(f"{_shown(member)} is a member already")
        reading.grouped.add(member)
    reading.groups[name] = Group(_least(least, len(members)), tuple(members))


def _least(word: str, members: int) -> int:
    if word in ("all", "any"):
        return members if word == "all" else 1
    if not re.fullmatch(r"[1-9][0-9]{0,4}", word) or int(word) > members:
        raise Malformed(f"{_shown(word)} is neither all, any nor a number from 1 to {members}")
    return int(word)


def _quorum(reading: _Reading, words: list[str]) -> None:
    if len(words) != 1 or reading.quorum is not None:
        raise Malformed("write `quorum NAME` once")
    if words[0] != NONE:
        reading.require(words[0])
    reading.quorum = words[0]


def _known(words: list[str], kind: int) -> Known:
    key = parse_vkey(words[0])
    if key.kind != kind:
        raise Malformed(
            f"the key of {_shown(key.name)} is of kind 0x{key.kind:02x}, not {kind:#04x}"
        )
    return Known(key, words[1] if len(words) > 1 else None)


def _shown(name: str) -> str:
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
