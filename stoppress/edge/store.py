"""The public store, for what readers ask and memory does not hold: one connection, one thread.

After a failure the connection is thrown away, and the next question opens another.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from stoppress.config import Config
from stoppress.edge.worker import Worker
from stoppress.public_store import Reader, Site, open_reader
from stoppress.public_store.types import StoreUnavailable

T = TypeVar("T")


class Store:
    """Questions are answered in order; nothing here is touched but by the worker's thread."""

    def __init__(self, config: Config, worker: Worker) -> None:
        self._config = config
        self._worker = worker
        self._reader: Reader | None = None
        self._is_stale = False
        self.questions = 0  # that were asked of it

    def renew(self) -> None:
        """Open another connection for the next question: the store may be another one now."""
        self._is_stale = True

    def ask(
        self,
        question: Callable[[Reader, Site], T],
        then: Callable[[tuple[Site, T] | Exception], None],
    ) -> None:
        """Give `then`, on the loop, the site and the answer as of one generation; or the error."""
        self.questions += 1
        self._worker.run(lambda: self._answer(question), then)

    def _answer(self, question: Callable[[Reader, Site], T]) -> tuple[Site, T]:
        if self._is_stale:
            self._is_stale = False
            self._drop()
        if self._reader is not None:
            try:
                return at_one_site(self._reader, question)
            except StoreUnavailable:
                self._drop()  # a server that was restarted has dropped us; no loss of the reader's
        try:
            self._reader = open_reader(self._config)
            return at_one_site(self._reader, question)
        except StoreUnavailable:
            self._drop()
            raise

    def _drop(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.close()


def at_one_site(reader: Reader, question: Callable[[Reader, Site], T]) -> tuple[Site, T]:
    """The answer to `question` and the site that it belongs to, which did not change meanwhile."""
    while True:
        site = reader.site()
        answer = question(reader, site)
        if reader.site() == site:
            return site, answer
