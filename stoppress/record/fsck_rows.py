"""Checking the revisions of one coverage, row by row: position, leaf, chain, commitment.

What a leaf does not say cannot be proved here: `actor` and `submission` are private to the desk.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from stoppress.record.findings import Finding
from stoppress.record.leaf import SALT_BYTES, commitment, leaf_bytes, leaf_hash
from stoppress.record.models import Coverage, Revision
from stoppress.record.vocabulary import HEADERS, OF_COVERAGE, PURGES, Kind


@dataclass
class _Chain:
    """What the rows so far say of the next one: its number and the leaf before it."""

    head: int = 0
    header_leaf: bytes = b""
    posts: dict[str, tuple[int, bytes]] = field(default_factory=dict)

    def before(self, post: str | None) -> tuple[int, bytes]:
        return self.posts.get(post, (0, b"")) if post else (0, self.header_leaf)

    def add(self, row: Revision) -> None:
        self.head = row.position
        if row.post_id:
            self.posts[row.post_id] = (row.post_revision or 0, bytes(row.leaf_hash))
        elif row.kind in HEADERS:
            self.header_leaf = bytes(row.leaf_hash)


def check_rows(coverage: Coverage, rows: Iterator[Revision]) -> Iterator[Finding]:
    """What is wrong with `rows`, all the revisions of `coverage` in order of position."""
    chain = _Chain()
    for row in rows:
        for column, text in _of_row(coverage, chain, row):
            yield Finding(coverage.slug, row.position, f"revision.{column}", text)
        chain.add(row)
    if chain.head == 0:
        yield Finding(coverage.slug, None, "revision", "the coverage has no revision at all")


def _of_row(coverage: Coverage, chain: _Chain, row: Revision) -> Iterator[tuple[str, str]]:
    if row.position != chain.head + 1:
        yield "position", f"follows position {chain.head}; what was between is missing"
    yield from _kind(row)
    yield from _post(coverage, chain, row)
    yield from _leaf(coverage, chain, row)
    yield from _sealed(row)


def _kind(row: Revision) -> Iterator[tuple[str, str]]:
    if row.kind not in Kind.values:
        yield "kind", f"{row.kind!r} is no kind of revision"
    elif (row.position == 1) != (row.kind == Kind.OPENED):
        yield "kind", "a coverage begins with `opened`, and only there"
    elif row.post_id is None and row.kind not in OF_COVERAGE | PURGES:
        yield "post", f"{row.kind} needs the post that it is said of"
    elif row.post_id is not None and row.kind in OF_COVERAGE:
        yield "post", f"{row.kind} is said of the whole coverage, not of a post"


def _post(coverage: Coverage, chain: _Chain, row: Revision) -> Iterator[tuple[str, str]]:
    number = chain.before(row.post_id)[0] + 1 if row.post_id else None
    if row.post_revision != number:
        yield "post_revision", f"is {row.post_revision}, but {number} is next"
    if row.post is not None and row.post.coverage_id != coverage.id:
        yield "post", f"post {row.post_id} is in another coverage"


def _leaf(coverage: Coverage, chain: _Chain, row: Revision) -> Iterator[tuple[str, str]]:
    """The leaf's bytes are what the row says, and hash to what the tree is made of."""
    expected = leaf_bytes(
        coverage=coverage.id,
        position=row.position,
        kind=row.kind,
        post=row.post_id,
        revision=row.post_revision,
        at=row.at,
        prev=chain.before(row.post_id)[1],
        content=bytes(row.commitment),
    )
    leaf = bytes(row.leaf)
    if leaf != expected:
        differing = _differing(leaf, json.loads(expected))
        yield "leaf", differing or "is not written as the format says"
    if leaf_hash(leaf) != bytes(row.leaf_hash):
        yield "leaf_hash", "is not the hash of the leaf"


def _differing(leaf: bytes, expected: dict[str, Any]) -> str:
    """Where leaf and row differ, in words; "" where only the writing does."""
    try:
        said = json.loads(leaf)
    except ValueError:
        return "is not JSON"
    if not isinstance(said, dict):
        return "is not an object"
    return "; ".join(
        f"says {key} {said.get(key)!r}, {_WHENCE.get(key, 'the row')} {value!r}"
        for key, value in expected.items()
        if said.get(key) != value
    )


_WHENCE = {"prev": "the revision before has the leaf hash", "content": "the row's commitment is"}


def _sealed(row: Revision) -> Iterator[tuple[str, str]]:
    """Content and salt are those that the commitment was made of, or both are gone."""
    if (row.content is None) != (row.salt is None):
        there, lacking = ("salt", "content") if row.content is None else ("content", "salt")
        yield there, f"is there without its {lacking}"
    if row.content is None or row.salt is None:
        return
    if len(row.salt) != SALT_BYTES:
        yield "salt", f"has {len(row.salt)} bytes, not {SALT_BYTES}"
    elif commitment(bytes(row.salt), bytes(row.content)) != bytes(row.commitment):
        yield "content", "content and salt are not those that the commitment was made of"
