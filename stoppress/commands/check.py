"""`stoppress check`: a doctor for the installation. It looks and changes nothing."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict

from stoppress.commands import check_machine, check_record, check_site
from stoppress.commands.failures import one_line
from stoppress.commands.findings import Finding, fail
from stoppress.commands.newsroom import config_for, open_newsroom
from stoppress.config import Config


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "url", nargs="?", metavar="URL", help="a live site instead, looked at from outside"
    )
    parser.add_argument(
        "--watch", type=float, default=25.0, metavar="SECONDS", help="how long to follow its stream"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object, for scripts")
    parser.add_argument(
        "--record",
        action="store_true",
        help="go through the whole record, and all that readers are shown, row by row instead",
    )


def run(arguments: argparse.Namespace) -> int:
    """Exit status 1 where something failed; warnings alone leave it 0."""
    if arguments.url:
        return check_site.run(arguments)
    if arguments.record:
        return check_record.run(arguments)
    config = config_for(arguments)
    findings = list(_findings(arguments, config))
    failed = any(finding.level == "fail" for finding in findings)
    if arguments.json:
        checks = [asdict(finding) for finding in findings]
        print(json.dumps({"ok": not failed, "checks": checks}, ensure_ascii=False))
    else:
        for finding in findings:
            print(f"{finding.level:<4}  {finding.name}: {finding.text}")
    return 1 if failed else 0


def _findings(arguments: argparse.Namespace, config: Config) -> Iterator[Finding]:
    for look in check_machine.LOOKS:
        yield from _guarded(look, config)
    try:
        open_newsroom(arguments)
    except Exception as error:
        yield _failed("newsroom", error)
        return
    # Only now: these modules need Django ready.
    from stoppress.commands import check_newsroom

    for look in check_newsroom.LOOKS:
        yield from _guarded(look, config)


def _guarded(look: Callable[[Config], Iterator[Finding]], config: Config) -> Iterator[Finding]:
    """What `look` finds; an error that an operator can put right is a finding as well."""
    try:
        yield from look(config)
    except Exception as error:
        yield _failed(look.__name__.replace("_", " "), error)


def _failed(name: str, error: Exception) -> Finding:
    line = one_line(error)
    if line is None:
        raise error
    return fail(name, line)
