"""Asking the witnesses of the policy file to cosign what was signed, each in a thread of its own.

Nobody waits for them: signing and publishing have happened before. What a witness answers, or does
not, is told in `stoppress check` and at the desk.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from django.db import connections

from stoppress.config import Config
from stoppress.notary.checkpoints import CheckpointStore, Signed
from stoppress.notary.leaf_tree import proof_from
from stoppress.tlog.errors import LogError
from stoppress.tlog.notes import parse_note
from stoppress.tlog.policy import Known, Policy, parse_policy
from stoppress.tlog.witnesses import SECONDS, Answer, Cosigned, Elsewhere, Refused, ask

POLICY = "witness policy"  # what a trouble with the file is about
_PERIOD = 1.0  # seconds between two looks at what was signed
_BACKOFF = (5.0, 300.0)  # seconds before a witness that failed is asked again: doubling, and most
_REFUSED = 60.0  # seconds before it is asked again for a log that it refused
_log = logging.getLogger(__name__)


def about(name: str) -> str:
    """What a trouble with the witness of this name is about, in the checkpoint store."""
    return f"witness {name}"


def read_policy(config: Config) -> Policy:
    """The policy in force; without a file, one without witnesses. Raises LogError and OSError."""
    if not config.witness_policy:
        return Policy()
    return parse_policy(Path(config.witness_policy).read_bytes())


def start_asking(config: Config, ending: threading.Event) -> threading.Thread:
    """Ask every witness that has an address, until some seconds after `ending`."""
    thread = threading.Thread(target=_ask_all, args=(config, ending), name="witnesses", daemon=True)
    thread.start()
    return thread


def _ask_all(config: Config, ending: threading.Event) -> None:
    threads = [
        threading.Thread(target=Asking(config, name, known, ending).run, name=name, daemon=True)
        for name, known in _witnesses(config, ending).items()
        if known.url
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _witnesses(config: Config, ending: threading.Event) -> Mapping[str, Known]:
    """Those of the policy; none where it cannot be used, which is said aloud."""
    trouble, witnesses = None, Policy().witnesses
    try:
        witnesses = read_policy(config).witnesses
    except (LogError, OSError) as error:
        trouble = f"{config.witness_policy} cannot be used, so no witness is asked: {error}"
        _log.critical("%s", trouble)
    while not ending.is_set():
        try:
            with closing(CheckpointStore(config.checkpoints_file)) as store:
                store.set_trouble(POLICY, trouble)
            break
        except sqlite3.Error:
            ending.wait(_BACKOFF[0])
    return witnesses


class Asking:
    """What is asked of one witness, and what is known of it."""

    def __init__(
        self,
        config: Config,
        name: str,
        known: Known,
        ending: threading.Event,
        *,
        seconds: float = SECONDS,
    ) -> None:
        """`seconds` bound each question."""
        self._config = config
        self._name = name
        self._known = known
        self._ending = ending
        self._seconds = seconds
        self._sizes: dict[str, int] = {}  # origin: the size that it cosigned last
        self._refused: dict[str, tuple[str, float]] = {}  # origin: why, and when to ask again
        self._pause = 0.0  # seconds to wait: it cannot be reached

    def run(self) -> None:
        while not self._ending.is_set():
            try:
                with closing(CheckpointStore(self._config.checkpoints_file)) as store:
                    self._follow(store)
            except Exception:
                _log.exception("asking %s failed, and is tried again", self._name)
                self._ending.wait(_BACKOFF[0])
            finally:
                connections.close_all()

    def _follow(self, store: CheckpointStore) -> None:
        asked = 0.0
        while not self._ending.wait(_PERIOD):
            if time.monotonic() - asked < self._pause:
                continue
            if store.moved() or self._pause or self._refused:
                self.look(store)
                asked = time.monotonic()

    def look(self, store: CheckpointStore) -> None:
        """Ask once for each log whose newest head it has not cosigned; stop where it is away."""
        away = None
        for signed in store.latest().values():
            if self._ending.is_set() or away:
                break
            if not self._has_cosigned(signed) and self._may_ask(signed):
                away = self._look_at(store, signed)
        first, most = _BACKOFF
        self._pause = min(2 * self._pause or first, most) if away else 0.0
        self._tell(store, away or next((text for text, _ in self._refused.values()), None))

    def _look_at(self, store: CheckpointStore, signed: Signed) -> str | None:
        """Ask for one log. What is given back says that the witness cannot be reached."""
        answer = self._ask(signed)
        if isinstance(answer, Cosigned):
            store.cosign(signed, answer.signatures)
            self._sizes[signed.origin] = signed.size
            self._refused.pop(signed.origin, None)
            return None
        text = self._said(signed, answer)
        if isinstance(answer, Refused) and answer.code is None:
            return text
        self._refused[signed.origin] = (text, time.monotonic() + _REFUSED)
        return None

    def _may_ask(self, signed: Signed) -> bool:
        _, until = self._refused.get(signed.origin, ("", 0.0))
        return time.monotonic() >= until

    def _tell(self, store: CheckpointStore, trouble: str | None) -> None:
        if trouble is not None and store.troubles().get(about(self._name)) != trouble:
            _log.warning("%s does not cosign: %s", self._name, trouble)
        store.set_trouble(about(self._name), trouble)

    def _ask(self, signed: Signed) -> Answer:
        answer = self._ask_from(signed, self._sizes.get(signed.origin, 0))
        if isinstance(answer, Elsewhere) and answer.size <= signed.size:
            self._sizes[signed.origin] = answer.size
            answer = self._ask_from(signed, answer.size)
        return answer

    def _ask_from(self, signed: Signed, size: int) -> Answer:
        proof = proof_from(signed, size)
        url = self._known.url or ""
        return ask(url, self._known.key, signed.note, size, proof, seconds=self._seconds)

    def _has_cosigned(self, signed: Signed) -> bool:
        return any(one.is_by(self._known.key) for one in parse_note(signed.note).signatures)

    def _said(self, signed: Signed, answer: Elsewhere | Refused) -> str:
        if isinstance(answer, Refused):
            return f"{answer.text} ({signed.origin})"
        return (
            f"it has seen {signed.origin} at {answer.size}, and we signed up to {signed.size}:"
            " an old checkpoints.sqlite was put back, or somebody else signs this log"
        )
