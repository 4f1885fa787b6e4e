"""`stoppress import`: takes in coverage that others' tools made, one file after the other.

Without `--publish` it only reports. A file is taken in whole or not at all; a bad one does not
keep the others out.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from stoppress.commands.archive_report import report_archive
from stoppress.commands.failures import Failure, one_line
from stoppress.commands.newsroom import open_newsroom
from stoppress.config import Config
from stoppress.exchange.capture import ImportedCoverage
from stoppress.exchange.recognise import NotTaken, read_capture
from stoppress.verify.archive import is_archive

_ADD_PUBLISH = "nothing published; add --publish to publish it"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="a captured page, or an archive of ours"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a file, one a line")
    parser.add_argument("--as", dest="person", metavar="NAME", help="the user who publishes it")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--publish", action="store_true", help="publish what was taken in")
    what.add_argument("--dry-run", action="store_true", help="only report (the default)")


def run(arguments: argparse.Namespace) -> int:
    """Exit status 1 where a file could not be taken in; the others were."""
    config = open_newsroom(arguments) if arguments.publish else None
    failed = 0
    with _progress() as progress:
        files = progress.add_task("files", total=len(arguments.paths))
        for path in arguments.paths:
            posts = progress.add_task(path.name, total=None)
            try:
                _take_in(path, config, arguments, _advance(progress, posts))
            except Exception as error:
                failed += 1
                progress.console.print(f"stoppress: {_why(path, error)}", soft_wrap=True)
            progress.remove_task(posts)
            progress.advance(files)
    return 1 if failed else 0


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True, markup=False, highlight=False)
    # Otherwise rich would take over stdout, which belongs to the report.
    return Progress(
        *columns,
        console=console,
        disable=not sys.stderr.isatty(),
        transient=True,
        redirect_stdout=sys.stdout.isatty(),
        redirect_stderr=False,
    )


def _advance(progress: Progress, task: Any) -> Callable[[int, int], None]:
    return lambda done, total: progress.update(task, completed=done, total=total)


def _take_in(
    path: Path,
    config: Config | None,
    arguments: argparse.Namespace,
    tell: Callable[[int, int], None],
) -> None:
    """Read one file, publish it where that was asked, and report it on stdout."""
    if is_archive(path):
        _take_in_archive(path, config, arguments)
        return
    coverage = read_capture(path)
    report = coverage.as_json()
    if config is not None:
        from stoppress.commands import publishing

        slug = publishing.publish_capture(coverage, path.name, arguments.person, tell)
        publishing.show_readers(config, slug)
        report |= {"coverage": slug, "url": f"/{slug}/"}
    if arguments.json:
        print(json.dumps(report, ensure_ascii=False), flush=True)
    else:
        _print_report(coverage, report.get("url"))


def _take_in_archive(path: Path, config: Config | None, arguments: argparse.Namespace) -> None:
    """The same for an archive of our own, which comes in as it is."""
    report = report_archive(path)
    if config is not None:
        from stoppress.commands import adopting, publishing

        slug = adopting.take_in(path, config)
        publishing.show_readers(config, slug)
        report |= {"coverage": slug, "url": f"/{slug}/"}
    if arguments.json:
        print(json.dumps(report, ensure_ascii=False), flush=True)
        return
    print(f"{path}: an archive of “{report['title']}”: {report['found_posts']} posts")
    print(f"  {report['verdict']}")
    url = report.get("url")
    print(f"  published at {url}" if url else f"  {_ADD_PUBLISH}", flush=True)


def _print_report(coverage: ImportedCoverage, url: str | None) -> None:
    declared = coverage.declared_posts
    found = f"{coverage.found_posts} posts"
    if declared is not None and declared != coverage.found_posts:
        found = f"{coverage.found_posts} of the {declared} posts that it says it has"
    source = f", from {coverage.source}" if coverage.source else ""
    print(f"{coverage.path}: “{coverage.title}”{source}: {found}")
    for warning in coverage.warnings:
        print(f"  {warning.kind} ({warning.where}): {warning.text}")
    print(f"  published at {url}" if url else f"  {_ADD_PUBLISH}", flush=True)


def _why(path: Path, error: Exception) -> str:
    """The line for a file that was not taken in. Raises what nobody foresaw."""
    if isinstance(error, NotTaken):
        return str(error)
    line = one_line(error)
    if line is None:
        raise error
    return line if isinstance(error, Failure) else f"{path}: {line}"
