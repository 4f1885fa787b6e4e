"""The last line of a check: whether what was published is whole, and who says so."""

from __future__ import annotations

from stoppress.verify.findings import Report
from stoppress.verify.log import CoverageLog


def verdict(report: Report) -> str:
    """One sentence. It begins with `whole` only where nothing at all was found wrong."""
    wrong = list(report.findings())
    if wrong:
        files = len({each.where for each in wrong})
        return f"NOT whole: {_count(len(wrong), 'finding')} in {_count(files, 'file')}"
    logs = [log for log in report.logs if isinstance(log, CoverageLog)]
    if len(logs) != 1:
        revisions = sum(log.size for log in logs)
        said = f"{_count(len(logs), 'coverage')} with {_count(revisions, 'revision')}"
        signed = sorted({name for log in report.logs for name in log.signed_by})
        return f"whole: {said}, signed by {', '.join(signed[:3])}{' …' if signed[3:] else ''}"
    [log] = logs
    said = f"{_count(log.size, 'revision')} of /{log.slug}/"
    if not log.signed_by:
        return f"whole in itself, but unsigned: {said}, the last at {log.last_at}"
    return f"whole: {said}, signed by {' and '.join(log.signed_by)}, the last at {log.last_at}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
