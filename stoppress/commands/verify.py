"""`stoppress verify`: check a live site or an archive, and say exactly what is wrong.

It needs no newsroom and imports nothing of Django: whoever checks must not have to trust us.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from stoppress.commands.failures import Failure
from stoppress.verify.archive import check_archive
from stoppress.verify.findings import Report, Trouble
from stoppress.verify.keys import Trust, given
from stoppress.verify.live import check_address
from stoppress.verify.log import CoverageLog
from stoppress.verify.seen import Seen, load_policy, load_seen
from stoppress.verify.sources import open_archive
from stoppress.verify.verdict import verdict

_SHOWN = 100  # findings printed; `--json` has them all


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what", metavar="URL|PATH", help="a page of the site, or an archive (folder or zip)"
    )
    parser.add_argument(
        "--key", metavar="VKEY", action="append", default=[], help="the key that must have signed"
    )
    parser.add_argument(
        "--seen", metavar="FILE", type=Path, help="remember what was seen, and hold it to that"
    )
    parser.add_argument(
        "--policy", metavar="FILE", type=Path, help="the logs and witnesses that must have signed"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object, for scripts")


def run(arguments: argparse.Namespace) -> int:
    """Exit status 1 where anything is wrong, or nothing could be checked."""
    try:
        seen, policy = load_seen(arguments.seen), load_policy(arguments.policy)
        seen.policy = policy
        trust = given([*arguments.key, *(str(log.key) for log in policy.logs)])
        report = _checked(arguments.what, trust, seen)
        seen.save()
    except Trouble as trouble:
        raise Failure(str(trouble)) from None
    if arguments.json:
        print(json.dumps(_as_json(report, seen), ensure_ascii=False))
    else:
        print("\n".join(_lines(report, seen)))
    return 1 if any(report.findings()) else 0


def _checked(what: str, trust: Trust, seen: Seen) -> Report:
    if "://" in what:
        return check_address(what, trust, seen)
    archive = open_archive(Path(what))
    return check_archive(archive, trust, seen)


def _lines(report: Report, seen: Seen) -> list[str]:
    findings = [str(each) for each in report.findings()]
    lines = findings[:_SHOWN]
    if findings[_SHOWN:]:
        lines.append(f"… and {len(findings) - _SHOWN:,} more (--json has them all)")
    lines += [f"not checked: {said}" for said in dict.fromkeys(report.said())]
    return [*lines, *(f"proof of a fork: {proof}" for proof in seen.proofs), verdict(report)]


def _as_json(report: Report, seen: Seen) -> dict[str, Any]:
    findings = [
        {"where": each.where, "position": each.position, "text": each.text}
        for each in report.findings()
    ]
    return {
        "whole": not findings,
        "verdict": verdict(report),
        "findings": findings,
        "not_checked": list(dict.fromkeys(report.said())),
        "forks": [json.loads(proof) for proof in seen.proofs],
        "logs": [
            {
                "slug": log.slug,
                "origin": log.origin,
                "size": log.size,
                "root": log.root.hex(),
                "last_at": log.last_at,
                "signed_by": list(log.signed_by),
                "coverage": log.coverage if isinstance(log, CoverageLog) else None,
            }
            for log in report.logs
        ],
    }
