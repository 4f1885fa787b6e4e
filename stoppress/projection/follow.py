"""The publish loop: a thread that follows the record and publishes whatever it gains.

It survives what passes (a busy database, a full disk, a lost connection) and says so in one line;
it stops, loudly, only where going on would be a guess. The desk reads from `state.py` how it goes.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import closing

from django.db import connections

from stoppress.config import Config
from stoppress.projection.lease import lease
from stoppress.projection.publish import CoverageFailed, Projection, PublicAhead
from stoppress.projection.state import Word, write_state
from stoppress.record.wake import Waker, open_waker

_LOOK = 0.25  # seconds after which we look without having been woken
_QUIET = 0.05  # seconds without news after which the hints are written
_HINTS = 1.0  # seconds after which they are, however much news there is: the desk shows them
_PATIENCE = (0.1, 5.0)  # seconds before the next attempt: the first, doubling, and the longest
_SAY_AGAIN = 60.0  # seconds after which the same trouble is said once more
_log = logging.getLogger(__name__)


def start_following(config: Config) -> Callable[[], None]:
    """Follow the record in a thread of its own; the answer stops it and waits for its end."""
    ending = threading.Event()
    thread = threading.Thread(target=_Following(config, ending).run, name="projection", daemon=True)
    thread.start()

    def stop() -> None:
        ending.set()
        thread.join(timeout=20)

    return stop


class _Following:
    """One follower, and what it has said of its troubles."""

    def __init__(self, config: Config, ending: threading.Event) -> None:
        self._config = config
        self._ending = ending
        self._pause = _PATIENCE[0]
        self._said: tuple[str, float] = ("", 0.0)
        self._state: tuple[Word, str] | None = None

    def run(self) -> None:
        while not self._ending.is_set():
            try:
                with lease(self._config), closing(open_waker(self._config)) as waker:
                    self._publish(waker)
            except PublicAhead as error:
                _log.critical("%s", error)
                self._tell("stopped", str(error))
                return
            except Exception as error:
                self._say(error)
                self._ending.wait(self._pause)
                self._pause = min(2 * self._pause, _PATIENCE[1])
            finally:
                connections.close_all()

    def _publish(self, waker: Waker) -> None:
        with closing(Projection(self._config)) as projection:
            self._survive(projection.start)
            self._pause = _PATIENCE[0]
            unsettled, is_busy, settled_at = True, False, 0.0
            while not self._ending.is_set():
                woken = waker.wait(0 if is_busy else _QUIET if unsettled else _LOOK)
                if unsettled and (not woken or time.monotonic() - settled_at > _HINTS):
                    projection.settle()
                    unsettled, settled_at = False, time.monotonic()
                moved = self._survive(projection.catch_up)
                kept_up = self._survive(projection.keep_up)
                if moved is not None and kept_up is not None:
                    self._tell("publishing")
                unsettled, is_busy = bool(moved) or unsettled, bool(kept_up)

    def _survive(self, publish: Callable[[], int | None]) -> int | None:
        """One coverage that cannot be published must not stop the others."""
        try:
            return publish()
        except CoverageFailed as error:
            self._say(error)
            return None

    def _say(self, error: Exception) -> None:
        """In one line, and not over and over."""
        text = " ".join(str(error).split()) or repr(error)
        self._tell("waiting", text)
        last, at = self._said
        if text == last and time.monotonic() - at < _SAY_AGAIN:
            return
        self._said = (text, time.monotonic())
        _log.error("publishing waits and tries again: %s", text)

    def _tell(self, word: Word, said: str = "") -> None:
        """To the desk. That must not fail because this does."""
        if (word, said) == self._state:
            return
        try:
            write_state(self._config, word, said)
            self._state = (word, said)
        except OSError as error:
            _log.warning("the state of publishing cannot be written: %s", error)
