"""Bringing out checkpoints: what the notary has signed becomes public, whenever it does.

Publishing never waits for it. What is signed beyond what is public waits until it is.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path

from stoppress.notary.checkpoints import CheckpointStore, Signed
from stoppress.public_store import Publication

_log = logging.getLogger(__name__)


class Checkpoints:
    """What was signed, and what of it is public. One thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._store: CheckpointStore | None = None
        self._waiting: dict[str, Signed] = {}
        self._public: dict[str, bytes] = {}  # notes by slug
        self._said = ""

    def due(self, positions: Mapping[str, int]) -> list[Signed]:
        """Those to be put now, with the positions that are public by slug. Trouble is logged."""
        try:
            self._look()
        except (sqlite3.Error, OSError, ValueError) as error:
            self._say(error)
            return []
        self._said = ""
        return [
            signed
            for slug, signed in self._waiting.items()
            if signed.size <= positions.get(slug, 0)
        ]

    def put(self, publication: Publication, due: Iterable[Signed]) -> None:
        """Write them; call `settle` when that has become public."""
        for signed in due:
            publication.put_checkpoint(signed.slug, signed.size, signed.note)

    def settle(self, due: Iterable[Signed]) -> None:
        for signed in due:
            self._public[signed.slug] = signed.note
            self._waiting.pop(signed.slug, None)

    def forget(self) -> None:
        """Nothing is public any more: the next `due` gives all."""
        self._public.clear()
        self.close()

    def close(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None

    def _look(self) -> None:
        if self._store is None:
            self._store = CheckpointStore(self._path)
        if self._store.moved():
            self._waiting = {
                slug: signed
                for slug, signed in self._store.latest().items()
                if self._public.get(slug) != signed.note
            }

    def _say(self, error: Exception) -> None:
        self.close()
        text = " ".join(str(error).split())
        if text != self._said:
            _log.error("checkpoints cannot be read, and wait: %s", text)
        self._said = text
