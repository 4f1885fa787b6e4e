"""One line on every page of the desk: what readers see, and whether it is signed."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from time import monotonic
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from stoppress.config import Config
from stoppress.desk.removals import removals_waiting
from stoppress.lib import write_ahead
from stoppress.lib.clock import now
from stoppress.notary.status import Level, signing_status
from stoppress.projection.caches import purge_trouble
from stoppress.projection.short_logs import sqlite_files
from stoppress.projection.state import Lag, behind, read_state

_MOMENT = 3.0  # seconds; so long a change may be on its way without anything being wrong
_SIGNING_SECONDS = 2.0  # how old what is said of signing may be
_SIGNING = {Level.OK: "ok", Level.PENDING: "pending", Level.ALARM: "alarm", Level.RED: "red"}
_LEVELS = {Level.OK: "good", Level.PENDING: "good", Level.ALARM: "warn", Level.RED: "bad"}


@dataclass(frozen=True)
class Line:
    """`readers` and `signing` are sentences; the levels are good, warn or bad."""

    readers: str
    readers_level: str
    signing: str
    signing_level: str
    removals: int  # that wait for an answer


@require_safe
def state(request: HttpRequest) -> JsonResponse:
    """The line for the script that keeps it fresh."""
    return JsonResponse(asdict(line_now()))


def line_now() -> Line:
    """How it stands. What cannot be looked at is said, and breaks no page."""
    config: Config = settings.STOPPRESS
    try:
        readers, readers_level = _with_alarm(config, *_readers(config))
        signing, signing_level = _signing(config, int(monotonic() / _SIGNING_SECONDS))
        removals = removals_waiting()
    except (DatabaseError, sqlite3.Error, OSError) as error:
        trouble = f"It cannot be seen how publishing stands: {' '.join(str(error).split())}"
        return Line(trouble, "bad", "", "bad", 0)
    return Line(readers, readers_level, signing, signing_level, removals)


def _readers(config: Config) -> tuple[str, str]:
    waiting = [lag for lag in behind() if (now() - lag.since).total_seconds() > _MOMENT]
    state = read_state(config)
    changes = sum(lag.revisions for lag in waiting)
    said = _lag(config, waiting, changes) if waiting else ""
    if state is not None and state.word == "stopped":
        todo = "Tell whoever runs this desk: put right what it says, then start the desk again"
        return f"Publishing has stopped: {_sentence(state.said)} {todo}. {said}".strip(), "bad"
    if not waiting:
        return _caches(config)
    if state is not None and state.word == "waiting":
        return f"{said} Publishing tries again by itself: {_sentence(state.said)}", "bad"
    return said, "warn"


def _with_alarm(config: Config, said: str, level: str) -> tuple[str, str]:
    """With what will stop the newsroom unless somebody looks after it: a disk that fills up."""
    if alarm := write_ahead.alarm(sqlite_files(config)):
        todo = f"Tell whoever runs this desk: {alarm}"
        return f"{_sentence(said)} {todo}", "warn" if level == "good" else level
    return said, level


def _caches(config: Config) -> tuple[str, str]:
    if trouble := purge_trouble(config):
        told = f"A cache cannot be told to drop what went: {trouble}. It will by itself in a minute"
        return f"Readers see everything. {told}", "warn"
    return "Readers see everything", "good"


def _lag(config: Config, waiting: list[Lag], changes: int) -> str:
    since = waiting[0].since
    return (
        f"Readers are {changes} change{'' if changes == 1 else 's'} behind"
        f" since {_clock(since, ZoneInfo(config.zone))}."
    )


def _clock(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    same_day = local.date() == now().astimezone(zone).date()
    return f"{local:%H:%M:%S}" if same_day else f"{local:%d %b, %H:%M}"


@lru_cache(maxsize=1)
def _signing(config: Config, window: int) -> tuple[str, str]:
    """What is said during one `window` of time, looked at once however many pages ask: it takes
    two statements, one more for each log that waits, and opening the checkpoint store.
    """
    status = signing_status(config)
    word = f"Signing: {_SIGNING[status.level]}"
    said = word if status.level is Level.OK else f"{word}, {status.reason}"
    return said, _LEVELS[status.level]


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."
