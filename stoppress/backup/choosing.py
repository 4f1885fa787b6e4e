"""Which of the logs that were published goes on from ours, and who still has its words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from stoppress.backup.published import Published
from stoppress.notary.site_log import LogHead
from stoppress.tlog.hashes import root_of
from stoppress.verify.chain import Row
from stoppress.verify.leaf import commitment, parse_leaf


def longest(logs: Iterable[Published], ours: Sequence[bytes]) -> Published | None:
    """The one that goes furthest beyond `ours`, of those whose beginning is ours."""
    beyond = [
        log for log in logs if len(log.hashes) > len(ours) and log.hashes[: len(ours)] == ours
    ]
    return max(beyond, key=lambda log: len(log.hashes), default=None)


def rows_with_words(chosen: Published, logs: Iterable[Published], start: int) -> list[Row]:
    """The rows of `chosen` above position `start`, each with its words where any log has them."""
    others = [log for log in logs if log.hashes[:start] == chosen.hashes[:start]]
    return [_with_words(row, at, others, start) for at, row in enumerate(chosen.rows)]


def _with_words(row: Row, at: int, logs: list[Published], start: int) -> Row:
    assert row.leaf is not None
    wanted = parse_leaf(row.leaf).content
    for log in logs:
        one = log.rows[at] if at < len(log.rows) else None
        if one is None or one.content is None or one.salt is None:
            continue
        if log.hashes[start + at : start + at + 1] and commitment(one.salt, one.content) == wanted:
            return Row(row.leaf, one.content, one.salt)
    return Row(row.leaf)


def not_ours(heads: Iterable[LogHead], ours: Sequence[bytes]) -> list[LogHead]:
    """Those signed heads that our log does not hold: it is shorter, or its tree is another."""
    return [
        head
        for head in heads
        if head.size > len(ours) or root_of(list(ours[: head.size])) != head.root
    ]
