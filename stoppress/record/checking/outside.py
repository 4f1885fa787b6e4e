"""Checking the record against what lies beside it: ledger, pictures, public store, signed heads.

Everything is only looked at. What another part keeps is read as its specification says, and left
out where it is not there (yet).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from stoppress.config import Config
from stoppress.lib.clock import to_rfc3339
from stoppress.public_store import Head, Reader, open_reader
from stoppress.public_store.types import SITE_LOG, StoreUnavailable
from stoppress.record.checking.findings import Finding
from stoppress.record.content.carried import pictures_in
from stoppress.record.models import Coverage, Gone, Revision, SiteLeaf
from stoppress.record.removal.ledger import still_held
from stoppress.record.removal.ledger_file import noted
from stoppress.record.vocabulary import Absence
from stoppress.tlog.hashes import leaf_hash, root_of
from stoppress.verify.leaf import NoLeaf
from stoppress.verify.site_leaf import parse_site_leaf

_BATCH = 500


def check_ledger(config: Config) -> Iterator[Finding]:
    """What was ever removed here is not there; what is removed here was noted."""
    slugs = dict(Coverage.objects.values_list("id", "slug"))
    removed = noted(config.checkpoints_file)
    for one in still_held(removed):
        text = f"was removed on {one.at}, but is there again; start the desk, or restore, anew"
        yield Finding(slugs.get(one.coverage, ""), one.position, "revision.content", text)
    known = {(one.coverage, one.position) for one in removed}
    gone = Gone.objects.filter(sort=Absence.REMOVED).order_by("coverage", "position")
    for coverage, position in gone.values_list("coverage_id", "position"):
        if (coverage, position) not in known:
            text = "a removal is not noted here: a restored backup would bring its words back"
            yield Finding(slugs[coverage], position, config.checkpoints_file.name, text)


def check_pictures(config: Config) -> Iterator[Finding]:
    """Every picture that words name lies in the desk's folder, and is what its name says."""
    seen: set[str] = set()
    rows = Revision.objects.filter(content__isnull=False).order_by("coverage", "position")
    for row in rows.select_related("coverage").iterator(_BATCH):
        for name in sorted(pictures_in(row) - seen):
            seen.add(name)
            if text := _of_picture(config.desk_media / name):
                yield Finding(row.coverage.slug, row.position, f"desk-media/{name}", text)


def _of_picture(path: Path) -> str:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return "is missing"
    return "" if sha256(data).hexdigest() == path.stem else "is not what its name says: damaged"


def check_public(config: Config) -> Iterator[Finding]:
    """The public store is of this epoch, not ahead, and has the record's own leaves.

    A store that cannot be read says nothing about the record; `stoppress check` tells of it.
    """
    try:
        with closing(open_reader(config)) as reader:
            yield from _public(config, reader)
    except StoreUnavailable:
        return


def _public(config: Config, reader: Reader) -> Iterator[Finding]:
    shown = reader.site().epoch
    kept = _rows(config.checkpoints_file, "SELECT epoch FROM site")
    epoch = kept[0][0] if kept else "none"
    if epoch != shown:
        text = f"has the epoch {shown}, {config.checkpoints_file.name} has {epoch}"
        yield Finding("", None, "public store", text)
    for head in reader.heads():
        coverage = Coverage.objects.filter(id=head.coverage).first()
        if coverage is None:
            yield Finding(head.slug, None, "public store", "shows a coverage that is not there")
        elif head.position > coverage.head:
            text = f"is at {head.position}, ahead of the record at {coverage.head}"
            yield Finding(coverage.slug, None, "public store", text)
        else:
            yield from _leaves(coverage, head, reader)


def _leaves(coverage: Coverage, head: Head, reader: Reader) -> Iterator[Finding]:
    after = 0
    while leaves := reader.leaves(head.slug, after, _BATCH):
        after = leaves[-1].position
        ours = Revision.objects.filter(
            coverage=coverage, position__in=[leaf.position for leaf in leaves]
        )
        known = {row.position: (bytes(row.leaf), bytes(row.leaf_hash)) for row in ours}
        for leaf in leaves:
            if known.get(leaf.position) != (leaf.leaf, leaf.leaf_hash):
                text = "the public store has another leaf than the record"
                yield Finding(coverage.slug, leaf.position, "public store leaf", text)


def check_site_log(config: Config) -> Iterator[Finding]:
    """The site log has no gap, and its hashes and times are those of its leaves."""
    after = 0
    for row in SiteLeaf.objects.order_by("position").iterator(_BATCH):
        if row.position != after + 1:
            yield Finding("", row.position, "siteleaf.position", f"follows position {after}")
        if leaf_hash(bytes(row.leaf)) != bytes(row.leaf_hash):
            yield Finding("", row.position, "siteleaf.leaf_hash", "is not the hash of the leaf")
        yield from _of_site_leaf(row)
        after = row.position


def _of_site_leaf(row: SiteLeaf) -> Iterator[Finding]:
    try:
        said = parse_site_leaf(bytes(row.leaf), row.position)
    except NoLeaf as error:
        yield Finding("", row.position, "siteleaf.leaf", str(error))
        return
    if (at := to_rfc3339(row.at, microseconds=True)) != said["at"]:
        text = f"is {at!r}, but the leaf says {said['at']!r}"
        yield Finding("", row.position, "siteleaf.at", text)


def check_signed(config: Config) -> Iterator[Finding]:
    """No log is shorter than its signed head, and its tree has the root that was signed."""
    statement = "SELECT slug, size, root FROM checkpoint JOIN newest USING (number) ORDER BY slug"
    for slug, size, root in _rows(config.checkpoints_file, statement):
        hashes = _leaf_hashes(slug, size)
        where = "" if slug == SITE_LOG else slug
        if len(hashes) < size:
            text = f"the log {slug} was signed at {size}, but the record has {len(hashes)}"
            yield Finding(where, None, "checkpoint.size", text)
        elif root_of(hashes) != bytes(root):
            text = f"the tree of {size} leaves has another root than was signed"
            yield Finding(where, size, "checkpoint.root", text)


def _leaf_hashes(slug: str, size: int) -> list[bytes]:
    """The first `size` leaf hashes of a log, as the record has them."""
    rows = (
        SiteLeaf.objects.filter(position__lte=size).order_by("position").values_list("leaf_hash")
        if slug == SITE_LOG
        else Revision.objects.filter(coverage__slug=slug, position__lte=size)
        .order_by("position")
        .values_list("leaf_hash")
    )
    return [bytes(one) for (one,) in rows]


def _rows(file: Path, statement: str) -> list[tuple[str, int, bytes]]:
    """Rows of the checkpoint file, which is only read; none where it has no such table."""
    if not file.exists():
        return []
    db = sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=20)
    try:
        return list(db.execute(statement))
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return []
        raise
    finally:
        db.close()
