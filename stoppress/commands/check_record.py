"""`stoppress check --record`: the record and all that readers are shown, row by row."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from stoppress.commands.newsroom import open_newsroom
from stoppress.config import Config

if TYPE_CHECKING:
    from stoppress.projection.fsck_coverage import NotCompared, Tell
    from stoppress.record.checking.findings import Finding


def run(arguments: argparse.Namespace) -> int:
    """Exit status 1 where something is wrong; what cannot be compared now leaves it 0."""
    config = open_newsroom(arguments)
    # Only now: this module needs Django ready.
    from stoppress.record.checking.findings import Finding

    findings: list[Finding] = []
    not_compared: list[NotCompared] = []
    for one in _look(config):
        if isinstance(one, Finding):
            findings.append(one)
            _say(arguments, f"fail  {one}")
        else:
            not_compared.append(one)
    if arguments.json:
        said = {
            "ok": not findings,
            "findings": [asdict(one) for one in findings],
            "not_compared": [asdict(one) for one in not_compared],
        }
        print(json.dumps(said, ensure_ascii=False))
    if not findings:
        good = "every revision is as it was published, and what was removed is gone"
        _say(arguments, f"ok    record: {good}")
    if not findings and not not_compared:
        _say(arguments, "ok    public store: readers are shown what the record makes")
    for skipped in not_compared:
        _say(arguments, f"warn  {skipped}")
    return 1 if findings else 0


def _look(config: Config) -> Iterator[Finding | NotCompared]:
    from stoppress.projection.fsck import check_public_store
    from stoppress.record.checking.fsck import check_record

    yield from check_record(config)
    with _telling() as tell:
        yield from check_public_store(config, tell)


@contextmanager
def _telling() -> Iterator[Tell]:
    """A line on a terminal that says how far rendering has come; none elsewhere."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True, markup=False, highlight=False)
    is_shown = sys.stderr.isatty()
    progress = Progress(*columns, console=console, disable=not is_shown, transient=True,
                        redirect_stdout=sys.stdout.isatty(), redirect_stderr=False)  # fmt: skip
    with progress:
        task = progress.add_task("pages", total=None)

        def tell(slug: str, done: int, of: int) -> None:
            progress.update(task, description=f"/{slug}/", completed=done, total=of)

        yield tell


def _say(arguments: argparse.Namespace, line: str) -> None:
    if not arguments.json:
        print(line, flush=True)
