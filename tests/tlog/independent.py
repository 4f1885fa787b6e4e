"""A checker that shares no line with `stoppress.tlog`: the one that goes into each archive.

It was written from the specifications alone, so that the two can disagree. Here it stops at the
first thing that is wrong with a log.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from stoppress.exchange.archive.verify import Log, ed25519_verify, tree_root, unbase64

__all__ = ["Broken", "Checked", "check_log", "ed25519_verify", "tree_root"]


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
    leaves: list[bytes]


def check_log(fetch: Callable[[str], bytes], vkey: str) -> Checked:
    """Check note, tree and every leaf. Raises Broken."""

    def read(path: str) -> bytes | None:
        try:
            return fetch(path)
        except LookupError:
            return None

    log = Log(read)
    if log.open([unbase64(vkey.split("+", 2)[2])[1:]]):
        log.check_tree()
    for where, _, why in log.findings:
        raise Broken(where, why)
    return Checked(log.origin, log.size, log.root, [leaf or b"" for _, leaf in log.leaves])
