"""Checking one coverage's log: signature, tree, leaves, and what the leaves commit to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from stoppress.tlog.errors import LogError
from stoppress.tlog.hashes import root_of
from stoppress.tlog.tiles import TILE_WIDTH, Bundle, bundles_of
from stoppress.verify.chain import Chain, Row, unexplained
from stoppress.verify.contents import Line, NoLine, parse_line
from stoppress.verify.findings import Checked
from stoppress.verify.keys import Trust, open_head
from stoppress.verify.sources import Files
from stoppress.verify.tree import Tree, read_tree
from stoppress.verify.words import said_in

_NOTHING = Line(0)


@dataclass
class CoverageLog(Checked):
    """A coverage's log, checked. `hashes` are its leaf hashes; null where they are not known."""

    coverage: str = ""
    note: bytes = b""
    hashes: list[bytes] | None = None
    rows: list[Row] = field(default_factory=list)
    continued: list[tuple[int, dict[str, Any]]] = field(default_factory=list)

    def root_at(self, size: int) -> bytes | None:
        """The root of the first leaves; null where they are not there, or not known."""
        return None if self.hashes is None or size > self.size else root_of(self.hashes[:size])


def check_log(files: Files, slug: str, note: bytes, trust: Trust) -> CoverageLog:
    """Check the log of one coverage whose checkpoint is `note`. Raises LogError for no note.

    Without a believed key nothing is signed as far as we know: that is a finding.
    """
    log = CoverageLog(slug, note=note)
    try:
        head = open_head(note, trust)
    except LogError as error:
        log.add(files.where("checkpoint"), None, str(error))
        return log
    log.origin, log.size = head.checkpoint.origin, head.checkpoint.size
    log.root, log.signed_by = head.checkpoint.root, head.signed_by
    for name in head.strangers:
        log.notes.append(f"the signature of {name} was not checked: its key is not known here")
    _check_size(files, log, log.root)
    return log


def check_unsigned(files: Files, slug: str, size: int) -> CoverageLog:
    """The same for a log that nobody signed: only whether it is consistent in itself."""
    log = CoverageLog(slug, size=size)
    log.notes.append("nothing is signed: whoever handed this on could have written it anew")
    _check_size(files, log, None)
    return log


def _check_size(files: Files, log: CoverageLog, root: bytes | None) -> None:
    tree = read_tree(files, log.size, root)
    log.findings += tree.findings
    log.hashes = tree.hashes
    if root is None and tree.hashes is not None:
        log.root = root_of(tree.hashes)
    _check_revisions(files, log, tree)


def _check_revisions(files: Files, log: CoverageLog, tree: Tree) -> None:
    chain, lines = Chain(), []
    for leaf, line in zip(tree.leaves, _lines(files, log), strict=True):
        row = Row(leaf, line.content, line.salt)
        lines.append(line)
        log.rows.append(row)
        for fault in chain.faults(row):
            parts = files.where(_file(fault.part, fault.position, log.size))
            log.add(parts, fault.position, f"{fault.part} {fault.text}")
        if leaf and line.content and chain.last and chain.last.kind == "continued":
            log.continued.append((chain.size, said_in(line.content) or {}))
    for position, line in enumerate(lines, 1):
        if line is _NOTHING or tree.leaves[position - 1] is None:
            continue
        wrong = unexplained(position, line.absence, line.content is not None, chain)
        if wrong:
            where = files.where(_file("content", position, log.size))
            log.add(where, position, f"content {wrong}", passing=True)
    log.coverage = chain.coverage or ""
    log.last_at = chain.last.at if chain.last else ""


def _lines(files: Files, log: CoverageLog) -> Iterator[Line]:
    """One for each leaf; `_NOTHING` for one that could not be read, which is a finding then."""
    bundles = list(bundles_of(log.size))
    paths = [_contents_path(bundle.index) for bundle in bundles]
    for bundle, path, data in zip(bundles, paths, files.read_all(paths), strict=True):
        where = files.where(path)
        lines: list[bytes | None] = [*(data or b"").split(b"\n")]
        ended = lines.pop() == b""
        if data is None or not ended or len(lines) < bundle.width:
            text = f"holds {len(lines)} whole lines; {bundle.width} belong there"
            text = "is not there" if data is None else text
            log.add(where, None, text, passing=True)
        lines += [None] * (bundle.width - len(lines))
        for position, one in enumerate(lines[: bundle.width], bundle.start + 1):
            yield _line(log, where, position, one)


def _line(log: CoverageLog, where: str, position: int, data: bytes | None) -> Line:
    if data is None:
        return _NOTHING
    try:
        line = parse_line(data)
    except NoLine as error:
        log.add(where, position, f"the line {error}")
        return _NOTHING
    if line.position != position:
        log.add(where, position, f"the line says position {line.position}")
        return _NOTHING
    return line


def _file(part: str, position: int, size: int) -> str:
    index = (position - 1) // TILE_WIDTH
    if part != "leaf":
        return _contents_path(index)
    return Bundle(index, min(TILE_WIDTH, size - index * TILE_WIDTH)).path


def _contents_path(index: int) -> str:
    return Bundle(index).path.replace("tile/entries", "contents", 1)
