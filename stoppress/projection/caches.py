"""Telling the cache in front to drop what may hold words that are gone (docs/running/cdn.md).

After the store has committed, in a thread of its own: no cache holds up publishing. Nothing relies
on it either, for a cache keeps nothing but assets longer than 30 s; a purge makes it sooner.
"""

from __future__ import annotations

import http.client
import json
import logging
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from stoppress.config import Config
from stoppress.public_store import Head

_AGAIN = 3.0  # seconds until it is said once more: an edge may have been asked before it had heard
_PATIENCE = (0.5, 5.0)  # seconds before the next attempt: the first, doubling, and the longest
_POINTLESS = 90.0  # seconds after which a cache has dropped it by itself
_ANSWER = 5.0  # seconds that the cache has for its answer
_END = 5.0  # seconds that what is due is waited for at the end
_STATE = "caches.json"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Purge:
    """Tags to be dropped, on the monotonic clock: not before `due`, and not after `until`."""

    tags: frozenset[str]
    due: float
    until: float
    is_again: bool = False


class Caches:
    """The one that `purge_url` names, if any; its thread begins with the first purge."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._waiting: list[_Purge] = []
        self._news = threading.Condition()
        self._is_ending = False
        self._thread: threading.Thread | None = None

    def published(self, before: Head, after: Head) -> None:
        """A coverage's new head is public. Returns at once."""
        words_moved = after.purged > before.purged
        if not self._config.purge_url or not (words_moved or self._config.purge_when == "change"):
            return
        tags = {f"coverage-{after.slug}", "site"} | ({"media"} if words_moved else set())
        now = time.monotonic()
        with self._news:
            for wait in (0.0, _AGAIN):
                purge = _Purge(frozenset(tags), now + wait, now + _POINTLESS, wait > 0)
                self._waiting.append(purge)
            self._news.notify()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="caches", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Wait a little for what is due now; the rest the caches do by themselves."""
        with self._news:
            self._is_ending = True
            self._waiting = [purge for purge in self._waiting if not purge.is_again]
            self._news.notify()
        if self._thread is not None:
            self._thread.join(_END)

    def _run(self) -> None:
        pause = _PATIENCE[0]
        while purges := self._due():
            try:
                send_purge(self._config.purge_url, frozenset().union(*(p.tags for p in purges)))
            except (OSError, http.client.HTTPException) as error:
                self._failed(purges, " ".join(str(error).split()) or repr(error), pause)
                pause = min(2 * pause, _PATIENCE[1])
            else:
                pause = _PATIENCE[0]
                self._tell("")

    def _due(self) -> list[_Purge]:
        """All that is due, taken out, once there is any; none when it is over."""
        with self._news:
            while True:
                now = time.monotonic()
                due = [purge for purge in self._waiting if purge.due <= now]
                if due or (self._is_ending and not self._waiting):
                    self._waiting = [purge for purge in self._waiting if purge.due > now]
                    return due
                next_due = min((purge.due for purge in self._waiting), default=now + 60)
                self._news.wait(next_due - now)

    def _failed(self, purges: Iterable[_Purge], said: str, pause: float) -> None:
        self._tell(said)
        due = time.monotonic() + pause
        with self._news:
            if not self._is_ending:
                again = (_Purge(p.tags, due, p.until, p.is_again) for p in purges if p.until > due)
                self._waiting.extend(again)

    def _tell(self, said: str) -> None:
        """To the desk, and once to the log."""
        if said == purge_trouble(self._config):
            return
        if said:
            _log.error("the cache cannot be told to drop what is gone: %s", said)
        half = self._config.data / f"{_STATE}.half"
        try:
            half.write_text(json.dumps({"said": said}), "utf-8")
            half.replace(self._config.data / _STATE)
        except OSError as error:
            _log.warning("the state of the caches cannot be written: %s", error)


def purge_trouble(config: Config) -> str:
    """Why the last purge failed, in one line; empty where it did not, or there is no cache."""
    if not config.purge_url:
        return ""
    try:
        return str(json.loads((config.data / _STATE).read_text("utf-8"))["said"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def send_purge(url: str, tags: Iterable[str]) -> None:
    """One POST that names the tags. A password in `url` goes as a bearer token.

    Raises OSError or HTTPException where it was not done.
    """
    parts, names = urlsplit(url), sorted(tags)
    secure = parts.scheme == "https"
    connect = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    headers = {"Content-Type": "application/json", "Cache-Tag": ",".join(names)}
    if parts.password:
        headers["Authorization"] = f"Bearer {parts.password}"
    line = connect(parts.hostname or "", parts.port, timeout=_ANSWER)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        line.request("POST", path, json.dumps({"tags": names}), headers)
        status = line.getresponse().status
    finally:
        line.close()
    if not 200 <= status < 300:
        raise OSError(f"{parts.hostname} answered {status} to the purge")
