"""The record's place in the data folder: is it free, and putting a checked file there.

Nothing is ever overwritten: what lies there is moved aside, whole, or the restore is refused.
"""

from __future__ import annotations

import os
from pathlib import Path

from stoppress.config import Config
from stoppress.lib.clock import now
from stoppress.lib.durable import make_durable
from stoppress.record.errors import Refused

_BESIDE = ("-wal", "-shm", "-journal")  # never to be read together with another database
STAGED = "restoring.sqlite"


def require_free(config: Config, *, replace: bool) -> None:
    """Raise Refused where a record, or what is left of one, lies in the place."""
    if replace:
        return
    if config.record_file.exists():
        raise Refused(
            f"{config.record_file} is a record already; with --replace it is moved aside, and"
            " nothing of it is lost"
        )
    for path in _left_beside(config.record_file):
        raise Refused(
            f"{path} was left by another database and must not be read with this one; move it"
            " away, or let --replace do it"
        )


def fresh_stage(config: Config) -> Path:
    """Where the copy is worked on; what an earlier restore left there is cleared."""
    staged = config.data / STAGED
    for path in (staged, *_left_beside(staged)):
        path.unlink(missing_ok=True)
    return staged


def put_in_place(config: Config, staged: Path) -> Path | None:
    """Give the staged file the record's name; the folder that an older record now lies in."""
    aside = _move_aside(config)
    make_durable(staged)
    os.rename(staged, config.record_file)
    make_durable(config.data)
    return aside


def _move_aside(config: Config) -> Path | None:
    # The database itself last: without it, nobody takes its log for one of another.
    there = [*_left_beside(config.record_file), config.record_file]
    there = [path for path in there if path.exists()]
    if not there:
        return None
    aside = config.data / f"replaced-{now():%Y%m%dT%H%M%S%fZ}"
    aside.mkdir(mode=0o700)
    for path in there:
        os.rename(path, aside / path.name)
    make_durable(aside)
    return aside


def _left_beside(file: Path) -> list[Path]:
    found = [file.with_name(file.name + ending) for ending in _BESIDE]
    return [path for path in found if path.exists()]
