"""Checking revisions one after the other: position, leaf, chain, words, and words that are gone.

`check_rows` is for whoever has the rows themselves, wherever they lie: a log that was downloaded,
or the tables of a database (`stoppress.record.checking.rows`). It holds one row at a time and no
more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from stoppress.tlog.hashes import leaf_hash
from stoppress.verify.absences import Absence, Absences
from stoppress.verify.leaf import SALT_BYTES, Leaf, NoLeaf, commitment, parse_leaf
from stoppress.verify.order import HEADERS, Order
from stoppress.verify.words import said_in


@dataclass(frozen=True)
class Row:
    """One revision. `leaf` is null where it could not be read: then it is passed over.

    `content` and `salt` are null together, where the words are not shown.
    """

    leaf: bytes | None
    content: bytes | None = None
    salt: bytes | None = None


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong. `part`: `leaf`, `content` or `salt`; the text has no subject."""

    position: int
    part: str
    text: str


@dataclass
class Chain:
    """What the rows so far say of the next one. `size` rows were taken."""

    size: int = 0
    coverage: str | None = None
    last: Leaf | None = None
    absences: Absences = field(default_factory=Absences)
    order: Order = field(default_factory=Order)
    is_broken: bool = False  # a leaf was passed over: what follows hangs on nothing
    posts: dict[str, tuple[int, str]] = field(default_factory=dict)  # revision, leaf hash in hex
    header: str | None = None  # leaf hash in hex of the header in force

    def faults(self, row: Row) -> Iterator[Fault]:
        """Take the next row, and say what is wrong with it."""
        self.size += 1
        position = self.size
        leaf = None
        if row.leaf is None:
            self.is_broken = True
        else:
            try:
                leaf = parse_leaf(row.leaf)
            except NoLeaf as error:
                self.is_broken = True
                yield Fault(position, "leaf", str(error))
        if leaf is None or row.leaf is None:
            return
        for text in self._of_leaf(leaf):
            yield Fault(position, "leaf", text)
        self._take(leaf, row.leaf)
        yield from self._of_words(leaf, row)

    def _of_leaf(self, leaf: Leaf) -> Iterator[str]:
        if leaf.position != self.size:
            yield f"says position {leaf.position}"
        if self.coverage not in (None, leaf.coverage):
            yield f"is of another coverage, {leaf.coverage}"
        if self.is_broken:
            return
        revision, prev = self.posts.get(leaf.post, (0, None)) if leaf.post else (None, self.header)
        if revision is not None and leaf.revision != revision + 1:
            yield f"says revision {leaf.revision} of its post, but {revision + 1} is next"
        if leaf.prev != prev:
            yield f"says prev {leaf.prev}, but the revision before has the leaf hash {prev}"
        yield from self.order.faults(leaf)

    def _take(self, leaf: Leaf, data: bytes) -> None:
        self.last = leaf
        self.coverage = self.coverage or leaf.coverage
        hashed = leaf_hash(data).hex()
        if leaf.post:
            self.posts[leaf.post] = (leaf.revision or 0, hashed)
        elif leaf.kind in HEADERS:
            self.header = hashed
        self.order.take(leaf)

    def _of_words(self, leaf: Leaf, row: Row) -> Iterator[Fault]:
        position = self.size
        if (row.content is None) != (row.salt is None):
            part = "salt" if row.content is None else "content"
            yield Fault(position, part, "is there alone: content and salt go together")
        if row.content is None or row.salt is None:
            return
        if len(row.salt) != SALT_BYTES:
            yield Fault(position, "salt", f"has {len(row.salt)} bytes, not {SALT_BYTES}")
        elif commitment(row.salt, row.content) != leaf.content:
            text = "is not, with its salt, what the leaf commits to"
            yield Fault(position, "content", text)
        else:
            said = said_in(row.content)
            wrong = self.absences.take(position, leaf.kind, said) if said is not None else _NO_JSON
            if wrong:
                yield Fault(position, "content", wrong)


_NO_JSON = "is no JSON object"


def check_rows(rows: Iterable[Row]) -> Iterator[Fault]:
    """What is wrong with `rows`, all the revisions of one coverage in order of position.

    Missing words are no fault here: whether they are explained, `Chain.absences` tells at the end
    (`unexplained`).
    """
    chain = Chain()
    for row in rows:
        yield from chain.faults(row)


def unexplained(position: int, shown: Absence | None, has_words: bool, chain: Chain) -> str | None:
    """What is wrong with a revision's words being there or not, once every row was taken.

    `shown`: what is shown in their place. The text has no subject.
    """
    expected = chain.absences.known.get(position)
    if expected is None:
        return None if has_words else "is not there, and no revision says why"
    says = f"position {expected.by} says that it is {expected.sort}"
    if has_words:
        return f"is there, but {says}"
    if shown is None:
        return f"is not there, and it is not told that {says}"
    return None if shown == expected else f"is called {shown.sort} by {shown.by}, but {says}"
