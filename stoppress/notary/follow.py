"""The thread that signs: it follows the record beside the projection, which never waits for it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import closing

from django.db import connections

from stoppress.config import Config
from stoppress.lib.lease import LeaseTaken
from stoppress.notary.checkpoints import CheckpointStore
from stoppress.notary.lease import signing_lease
from stoppress.notary.sequencer import Sequencer
from stoppress.notary.witnesses import start_asking
from stoppress.record.wake import Waker, open_waker

_PERIOD = 0.2  # seconds between two rounds, at least: a burst is signed as one
_LOOK = 1.0  # seconds after which we look without having been woken
_AGAIN = 2.0  # seconds before the next attempt after a failure
_log = logging.getLogger(__name__)


def start_signing(config: Config) -> Callable[[], None]:
    """Sign whatever is published, and have it cosigned; the answer stops that and waits.

    All of it is done in threads of their own.
    """
    ending = threading.Event()
    thread = threading.Thread(target=_Signing(config, ending).run, name="notary", daemon=True)
    thread.start()
    asking = start_asking(config, ending)

    def stop() -> None:
        ending.set()
        for each in (thread, asking):
            each.join(timeout=20)

    return stop


class _Signing:
    """One thread's work, and what it has said of its troubles."""

    def __init__(self, config: Config, ending: threading.Event) -> None:
        self._config = config
        self._ending = ending
        self._said = ""

    def run(self) -> None:
        while not self._ending.is_set():
            try:
                with (
                    signing_lease(self._config),
                    closing(CheckpointStore(self._config.checkpoints_file)) as store,
                    closing(open_waker(self._config)) as waker,
                ):
                    self._sign(Sequencer(self._config, store), waker)
            except LeaseTaken as error:
                self._say(logging.WARNING, f"signing waits: {error}")
                self._ending.wait(_AGAIN)
            except Exception as error:
                # Whatever it was, what is signed is read again from the store before going on.
                text = " ".join(str(error).split()) or repr(error)
                self._say(logging.ERROR, f"signing waits and tries again: {text}")
                self._ending.wait(_AGAIN)
            finally:
                connections.close_all()

    def _sign(self, sequencer: Sequencer, waker: Waker) -> None:
        looked = 0.0
        while not self._ending.is_set():
            woken = waker.wait(_PERIOD)
            if woken or time.monotonic() - looked >= _LOOK:
                sequencer.round()
                self._said = ""
                looked = time.monotonic()
                self._ending.wait(_PERIOD)

    def _say(self, level: int, text: str) -> None:
        """Once, until something else happens."""
        if text != self._said:
            _log.log(level, "%s", text)
        self._said = text
