"""How publishing goes, for the desk to show: at work, waiting for trouble to pass, or stopped.

A small file in the data folder, written by the publish loop whenever that changes. How far behind
the public is, `behind` reads from the record, so that it also shows when nobody publishes at all.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from django.db.models import F

from stoppress.config import Config
from stoppress.lib.clock import from_rfc3339, now, to_rfc3339
from stoppress.record.models import Coverage, Revision

Word = Literal["publishing", "waiting", "stopped"]


@dataclass(frozen=True)
class State:
    """`said`: the trouble in one line, empty where there is none. `at`: since when."""

    word: Word
    said: str
    at: datetime


@dataclass(frozen=True)
class Lag:
    """A coverage of which readers do not see `revisions`, the oldest of them since `since`."""

    slug: str
    revisions: int
    since: datetime


def write_state(config: Config, word: Word, said: str = "") -> None:
    """Say it, where it is not what was said last. Raises OSError."""
    known = read_state(config)
    if known is not None and (known.word, known.said) == (word, said):
        return
    state = asdict(State(word, said, now())) | {"at": to_rfc3339(now(), microseconds=True)}
    path = config.data / "publishing.json"
    half = path.with_suffix(".half")
    half.write_text(json.dumps(state), "utf-8")
    half.replace(path)


def read_state(config: Config) -> State | None:
    """What was said last; null where nobody has published here yet, or it cannot be read."""
    try:
        said = json.loads((config.data / "publishing.json").read_text("utf-8"))
        return State(said["word"], said["said"], from_rfc3339(said["at"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def behind() -> list[Lag]:
    """The coverages that are not wholly public, the longest waiting first.

    A moment's lag is how it always is; one of seconds is worth showing.
    """
    waiting = Coverage.objects.filter(head__gt=F("projected"))
    lags = [
        Lag(slug, head - projected, _published_at(coverage, projected + 1))
        for coverage, slug, head, projected in waiting.values_list(
            "id", "slug", "head", "projected"
        )
    ]
    return sorted(lags, key=lambda lag: lag.since)


def _published_at(coverage: str, position: int) -> datetime:
    row = Revision.objects.filter(coverage_id=coverage, position=position).only("at").first()
    return row.at if row else now()
