"""How signing stands, for the desk and for `stoppress check`: it only looks, and writes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from stoppress.config import Config
from stoppress.lib.clock import now
from stoppress.notary.checkpoints import CheckpointStore, Signed
from stoppress.notary.keys import KeyTrouble, has_keys, load_keys
from stoppress.notary.origins import SITE, reader_host
from stoppress.notary.sequencer import EVERYTHING
from stoppress.notary.witnesses import POLICY, about, read_policy
from stoppress.record.models import Coverage, Revision, SiteLeaf
from stoppress.tlog.errors import LogError
from stoppress.tlog.notes import parse_note

ALARM_SECONDS = 60.0
RED_SECONDS = 600.0


class Level(IntEnum):
    """How bad it is, ascending."""

    OK = 0
    PENDING = 1
    ALARM = 2
    RED = 3


@dataclass(frozen=True)
class LogStatus:
    """One log. `lag`: seconds for which its oldest unsigned leaf has waited."""

    slug: str  # `-` is the site log
    origin: str | None  # of its last checkpoint
    signed: int  # the size of that
    head: int
    lag: float
    level: Level
    reason: str
    is_stopped: bool  # it does not mend by waiting


@dataclass(frozen=True)
class WitnessStatus:
    """One witness. `seen`: how many logs it has cosigned as they stand, of all."""

    name: str
    seen: int
    logs: int
    reason: str  # empty where nothing is wrong


@dataclass(frozen=True)
class SigningStatus:
    """The whole site. `level` and `reason` are those of the worst log."""

    level: Level
    reason: str
    is_stopped: bool  # one of the logs, or all
    host: str | None  # settled with the first signature
    advice: str  # what is worth a look though nothing is wrong; mostly empty
    logs: tuple[LogStatus, ...]
    witnesses: tuple[WitnessStatus, ...]

    def log(self, slug: str) -> LogStatus | None:
        """The log of one coverage."""
        return next((log for log in self.logs if log.slug == slug), None)


def signing_status(config: Config, *, at: datetime | None = None) -> SigningStatus:
    """How signing stands now, `at` being the present. Raises the databases' errors."""
    at = at or now()
    host, latest, troubles = _known(config)
    trouble = _key_trouble(config, host) or troubles.get(EVERYTHING)
    logs = tuple(
        _log_status(slug, head, latest.get(slug), trouble or troubles.get(slug), at)
        for slug, head in _heads()
    )
    worst = max(logs, key=lambda log: (log.is_stopped, log.level, log.lag), default=None)
    return SigningStatus(
        level=Level.RED if trouble else worst.level if worst else Level.OK,
        reason=trouble or (_in_one_line(worst) if worst else "nothing is published yet"),
        is_stopped=bool(trouble) or any(log.is_stopped for log in logs),
        host=host,
        advice=_advice(config, host),
        logs=logs,
        witnesses=_witnesses(config, latest.values(), troubles),
    )


def _known(config: Config) -> tuple[str | None, dict[str, Signed], dict[str, str]]:
    if not config.checkpoints_file.exists():  # looking must not make it
        return None, {}, {}
    with closing(CheckpointStore(config.checkpoints_file)) as store:
        return store.host(), store.latest(), store.troubles()


def _key_trouble(config: Config, host: str | None) -> str | None:
    """What is wrong with the keys at this moment, also while no desk runs."""
    if host is None and not has_keys(config.data):
        return None  # the first one is made with the first signature
    try:
        load_keys(config.data)
    except KeyTrouble as trouble:
        return str(trouble)
    return None


def _heads() -> list[tuple[str, int]]:
    return [
        (SITE, SiteLeaf.objects.count()),
        *Coverage.objects.order_by("slug").values_list("slug", "head"),
    ]


def _log_status(
    slug: str, head: int, signed: Signed | None, trouble: str | None, at: datetime
) -> LogStatus:
    size = signed.size if signed else 0
    waiting = head - size
    lag = _lag(slug, size + 1, at) if waiting > 0 else 0.0
    level, reason = Level.OK, "signed"
    stopped = bool(trouble) or waiting < 0
    if trouble:
        level, reason = Level.RED, trouble
    elif waiting < 0:
        level, reason = Level.RED, f"signed up to {size}, but the record ends at {head}"
    elif waiting:
        level = _level(lag)
        reason = f"{waiting} of {head} wait for the signature, for {_duration(lag)}"
    return LogStatus(
        slug, signed.origin if signed else None, size, head, lag, level, reason, stopped
    )


def _lag(slug: str, position: int, present: datetime) -> float:
    at: datetime | None
    if slug == SITE:
        at = SiteLeaf.objects.filter(position=position).values_list("at", flat=True).first()
    else:
        leaf = Revision.objects.filter(coverage__slug=slug, position=position)
        at = leaf.values_list("at", flat=True).first()
    return max(0.0, (present - at).total_seconds()) if at else 0.0


def _level(lag: float) -> Level:
    if lag >= RED_SECONDS:
        return Level.RED
    return Level.ALARM if lag >= ALARM_SECONDS else Level.PENDING


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 2 * ALARM_SECONDS else f"{seconds / 60:.0f} min"


def _in_one_line(log: LogStatus) -> str:
    if log.level is Level.OK:
        return "all that was published is signed"
    return f"{'the site log' if log.slug == SITE else f'/{log.slug}/'}: {log.reason}"


def _advice(config: Config, host: str | None) -> str:
    if not config.reader_url or host in (None, reader_host(config)):
        return ""
    return (
        f"logs are named after {host}, which was settled with the first signature;"
        f" readers are at {reader_host(config)}"
    )


def _witnesses(
    config: Config, latest: Iterable[Signed], troubles: dict[str, str]
) -> tuple[WitnessStatus, ...]:
    try:
        policy = read_policy(config)
    except (LogError, OSError) as error:
        return (WitnessStatus(POLICY, 0, 0, f"{config.witness_policy} cannot be used: {error}"),)
    notes = [parse_note(signed.note) for signed in latest]
    return tuple(
        WitnessStatus(
            name,
            sum(any(one.is_by(known.key) for one in note.signatures) for note in notes),
            len(notes),
            troubles.get(about(name), ""),
        )
        for name, known in policy.witnesses.items()
    )
