"""What the edges say of their readers, asked by their private sockets while somebody looks.

No request waits for an edge: it gets what was heard last, and a thread asks anew.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import lru_cache
from time import monotonic
from typing import Any

from stoppress.config import Config
from stoppress.edge.adding import added
from stoppress.edge.asking import ask_all, places

_EVERY_SECONDS = 2.0
_OLD_SECONDS = 15.0  # what is older is not said any more


@dataclass(frozen=True)
class Delivery:
    """Of one coverage: open streams, and of newest positions (handed, catching up)."""

    position: int
    readers: int
    positions: dict[int, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Heard:
    """All edges together, coverages by slug; `silent` are the names of those that hang."""

    coverages: dict[str, Delivery]
    silent: tuple[str, ...]
    at: float


@lru_cache(maxsize=1)
def edges_of(config: Config) -> Edges:
    """The edges of the newsroom."""
    return Edges(config)


class Edges:
    """One question at a time, however many look."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._heard: Heard | None = None
        self._asked_at = -_OLD_SECONDS
        self._asking = threading.Lock()

    def heard(self) -> Heard | None:
        """What was heard last; None: nothing yet, or too long ago. Never waits."""
        if monotonic() - self._asked_at > _EVERY_SECONDS and self._asking.acquire(blocking=False):
            self._asked_at = monotonic()
            threading.Thread(target=self._ask, name="edges", daemon=True).start()
        heard = self._heard
        return heard if heard and monotonic() - heard.at < _OLD_SECONDS else None

    def _ask(self) -> None:
        try:
            said = added(ask_all(places(self._config), "/delivery"))
            coverages = {slug: _delivery(one) for slug, one in said["coverages"].items()}
            self._heard = Heard(coverages, tuple(said["silent"]), monotonic())
        finally:
            self._asking.release()


def _delivery(said: dict[str, Any]) -> Delivery:
    positions = {one[0]: (one[1], one[2]) for one in said["positions"]}
    return Delivery(said["position"], said["readers"], positions)
