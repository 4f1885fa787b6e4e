"""What was seen of each log before, here and by witnesses: so that nobody is told another past.

One JSON file, the caller's own: by origin the checkpoint that was seen last and the keys that were
believed then. A log that does not go on from there is a finding; where both checkpoints are signed
it is a fork, and its proof is written beside the file (docs/reference/log.md, "A fork's proof").
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from stoppress.tlog.errors import LogError
from stoppress.tlog.forks import prove_fork
from stoppress.tlog.frontier import TILE_HEIGHT
from stoppress.tlog.hashes import root_of
from stoppress.tlog.keys import VerifierKey
from stoppress.tlog.notes import parse_note
from stoppress.tlog.policy import Policy, parse_policy
from stoppress.tlog.stored import ReadHashes
from stoppress.verify.findings import Finding, Trouble
from stoppress.verify.keys import Trust, open_head, read_head
from stoppress.verify.log import CoverageLog
from stoppress.verify.site import SiteLog

FORMAT = "stoppress-seen/1"
_MAX_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class Sight:
    """One log as it was seen last."""

    note: bytes
    publics: frozenset[bytes]


@dataclass
class Seen:
    """The file at `path`; none is kept where that is null. `proofs` are forks that were found.

    `policy` says whose cosignatures a log must bear besides.
    """

    path: Path | None = None
    known: dict[str, Sight] = field(default_factory=dict)
    proofs: list[str] = field(default_factory=list)
    policy: Policy = Policy()

    def trust(self, note: bytes, given: Trust) -> Trust:
        """The given keys and those that were believed for this log the last time."""
        publics = given.publics
        with suppress(LogError):
            sight = self.known.get(read_head(note).origin)
            if sight is not None and not given.is_given:
                publics |= sight.publics
        return Trust(publics, bool(publics))

    def note(self, note: bytes) -> bytes | None:
        """The checkpoint of this log that was seen last."""
        with suppress(LogError):
            sight = self.known.get(read_head(note).origin)
            return sight.note if sight else None
        return None

    def hold(self, log: CoverageLog | SiteLog, where: str, trust: Trust) -> None:
        """Add to the log what is wrong with it after what was seen before; remember it if whole.

        Only a log that is signed, and whose tree is that which was signed, can be compared.
        """
        if log.signed_by and log.hashes is not None:
            log.findings += self._unwitnessed(log, where)
            log.findings += self._compare(log, where, trust)
            if log.is_whole:
                self.known[log.origin] = Sight(log.note, trust.publics)

    def _unwitnessed(self, log: CoverageLog | SiteLog, where: str) -> Iterator[Finding]:
        """Cosignatures come moments after the checkpoint: it may pass that they are missing."""
        try:
            witnesses = self.policy.witnesses_of(parse_note(log.note))
        except LogError as error:
            yield Finding(where, log.size, str(error))
            return
        if not self.policy.is_met_by(witnesses):
            names = ", ".join(sorted(witnesses)) or "none of its witnesses"
            text = f"the quorum {self.policy.quorum} has not cosigned it; {names} did"
            yield Finding(where, log.size, text, passing=True)

    def _compare(self, log: CoverageLog | SiteLog, where: str, trust: Trust) -> Iterator[Finding]:
        sight = self.known.get(log.origin)
        if sight is None:
            return
        try:
            old = open_head(sight.note, Trust(sight.publics | trust.publics)).checkpoint
        except LogError as error:
            raise Trouble(f"{self.path} is damaged at {log.origin}: {error}") from None
        if old.size > log.size:
            text = f"{old.size:,} revisions were seen before; here are only {log.size:,}"
            yield Finding(where, log.size, text, passing=True)
        elif log.root_at(old.size) != old.root:
            text = f"its first {old.size:,} revisions are not those that were seen before"
            yield Finding(where, old.size, text + self._prove(sight, log, trust))

    def missing(self, site: SiteLog, origins: set[str]) -> Iterator[str]:
        """The logs of this site that were seen before and are not among `origins`."""
        host = site.origin.partition("/-/log")[0] + "/"
        for origin in sorted(self.known.keys() - origins):
            if origin.startswith(host) and "/-/log" not in origin:
                yield origin

    def save(self) -> None:
        """Write the file, whole or not at all."""
        if self.path is None:
            return
        logs = {
            origin: {"note": one.note.decode(), "keys": sorted(p.hex() for p in one.publics)}
            for origin, one in sorted(self.known.items())
        }
        text = json.dumps({"format": FORMAT, "logs": logs}, ensure_ascii=False, indent=1) + "\n"
        _write(self.path, text)

    def _prove(self, sight: Sight, log: CoverageLog | SiteLog, trust: Trust) -> str:
        """Write the proof of a fork; the words that say where it is, or why there is none."""
        publics = sorted(sight.publics | trust.publics)
        vkeys = [str(VerifierKey(log.origin, public)) for public in publics]
        try:
            proof = prove_fork(sight.note, log.note, _reader(log.hashes or []), *vkeys)
        except LogError as error:
            return f"; it cannot be proven to others: {error}"
        self.proofs.append(proof)
        if self.path is None:
            return ""
        name = f"{self.path.name}.fork-{sha256(proof.encode()).hexdigest()[:12]}.json"
        _write(self.path.with_name(name), proof + "\n")
        return f": the log was forked, and {self.path.with_name(name)} proves it"


def load_policy(path: Path | None) -> Policy:
    """What the file asks for; nothing where there is no file. Raises Trouble."""
    if path is None:
        return Policy()
    try:
        return parse_policy(path.read_bytes())
    except OSError as error:
        raise Trouble(f"--policy {path}: {error.strerror}") from None
    except LogError as error:
        raise Trouble(f"--policy {path}: {error}") from None


def load_seen(path: Path | None) -> Seen:
    """What the file holds; nothing yet where there is none. Raises Trouble for a damaged one."""
    if path is None or not path.exists():
        return Seen(path)
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise ValueError("it is too long")
        given = json.loads(path.read_text("utf-8"))
        if given["format"] != FORMAT:
            raise ValueError(f"its format is not {FORMAT}")
        known = {
            origin: Sight(
                one["note"].encode(), frozenset(bytes.fromhex(key) for key in one["keys"])
            )
            for origin, one in given["logs"].items()
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Trouble(f"{path} is not a file of `--seen`, or damaged: {error}") from None
    return Seen(path, known)


def _reader(hashes: list[bytes]) -> ReadHashes:
    def read(level: int, start: int, stop: int) -> Sequence[bytes]:
        width = 1 << (TILE_HEIGHT * level)
        return [root_of(hashes[at * width : (at + 1) * width]) for at in range(start, stop)]

    return read


def _write(path: Path, text: str) -> None:
    beside = path.with_name(f"{path.name}.new")
    try:
        with beside.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        raise Trouble(f"{path} cannot be written: {error.strerror}") from None
