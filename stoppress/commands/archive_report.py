"""What is in an archive of our own, for `stoppress import`. It needs no newsroom and no Django."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from stoppress.commands.failures import Failure
from stoppress.verify.archive import ArchiveReport, check_archive
from stoppress.verify.findings import Trouble
from stoppress.verify.keys import Trust
from stoppress.verify.manifest import FORMAT
from stoppress.verify.sources import open_archive
from stoppress.verify.verdict import verdict
from stoppress.verify.words import said_in


def report_archive(path: Path) -> dict[str, Any]:
    """What is in the archive, for `import --json`. Raises Failure where it is not whole."""
    try:
        report = check_archive(open_archive(path), Trust())
    except Trouble as trouble:
        raise Failure(f"{path}: {trouble}") from None
    if wrong := list(report.findings()):
        more = f" (and {len(wrong) - 1} more; see `stoppress verify`)" if wrong[1:] else ""
        raise Failure(f"{path}: it is not whole, and is not taken in: {wrong[0]}{more}")
    return _as_json(path, report)


def _as_json(path: Path, report: ArchiveReport) -> dict[str, Any]:
    log = report.log
    assert log is not None  # it is whole
    contents = [said_in(row.content) or {} for row in log.rows if row.content]
    headers = [said for said in contents if "title" in said and "language" in said]
    header = headers[-1] if headers else {}
    posts = {row.leaf for row in log.rows if row.leaf and b'"revision":1,' in row.leaf}
    return {
        "path": str(path),
        "format": FORMAT,
        "title": header.get("title"),
        "language": header.get("language"),
        "source": log.origin or None,
        "found_posts": len(posts),
        "position": log.size,
        "verdict": verdict(report),
        "not_checked": list(dict.fromkeys(report.said())),
        "warnings": [],
    }
