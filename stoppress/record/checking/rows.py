"""Checking the revisions of one coverage, row by row: each column, the leaf, and what it hangs on.

That the leaf is one, follows the leaves before it and commits to the words is looked at by the same
code as checks a log from outside (`stoppress.verify.chain`). What a leaf does not say cannot be
proved here: `actor` and `submission` are private to the desk.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from stoppress.lib.clock import to_rfc3339
from stoppress.record.checking.findings import Finding
from stoppress.record.leaf import leaf_hash
from stoppress.record.models import Coverage, Revision
from stoppress.verify.chain import Chain, Row
from stoppress.verify.leaf import Leaf, NoLeaf, parse_leaf


def check_rows(coverage: Coverage, rows: Iterator[Revision]) -> Iterator[Finding]:
    """What is wrong with `rows`, all the revisions of `coverage` in order of position."""
    chain = Chain(coverage=coverage.id)
    for row in rows:
        for column, text in _of_row(coverage, chain, row):
            yield Finding(coverage.slug, row.position, f"revision.{column}", text)
    if chain.size == 0:
        yield Finding(coverage.slug, None, "revision", "the coverage has no revision at all")


def _of_row(coverage: Coverage, chain: Chain, row: Revision) -> Iterator[tuple[str, str]]:
    if row.position != chain.size + 1:
        yield "position", f"follows position {chain.size}; what was between is missing"
        chain.size = row.position - 1
    if row.post is not None and row.post.coverage_id != coverage.id:
        yield "post", f"post {row.post_id} is in another coverage"
    leaf = bytes(row.leaf)
    if leaf_hash(leaf) != bytes(row.leaf_hash):
        yield "leaf_hash", "is not the hash of the leaf"
    for fault in chain.faults(Row(leaf, _bytes(row.content), _bytes(row.salt))):
        yield fault.part, fault.text
    with suppress(NoLeaf):  # that was told already
        yield from _columns(row, parse_leaf(leaf))


def _columns(row: Revision, leaf: Leaf) -> Iterator[tuple[str, str]]:
    """Where a column says something else than the leaf."""
    said = {
        "position": (row.position, leaf.position),
        "kind": (row.kind, leaf.kind),
        "post": (row.post_id, leaf.post),
        "post_revision": (row.post_revision, leaf.revision),
        "at": (to_rfc3339(row.at, microseconds=True), leaf.at),
        "commitment": (bytes(row.commitment).hex(), leaf.content),
    }
    for column, (value, signed) in said.items():
        if value != signed:
            yield column, f"is {value!r}, but the leaf says {signed!r}"


def _bytes(value: bytes | memoryview | None) -> bytes | None:
    return None if value is None else bytes(value)
