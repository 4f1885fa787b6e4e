"""A reader who never gives up: follows a stream over every break, and keeps what arrived."""

from __future__ import annotations

import http.client
import json
import threading
import time
from typing import Any
from urllib.parse import urlsplit

_PAUSE = 0.05  # seconds before it comes back; a real page waits longer
_SILENCE = 30  # seconds without a byte, heartbeats included: the connection is dead


class Watcher(threading.Thread):
    """Follows `<reader>/<slug>/stream` from `cursor`, which names the last change it has seen."""

    def __init__(self, reader: str, slug: str, cursor: str) -> None:
        super().__init__(daemon=True)
        self.frames: list[dict[str, Any]] = []
        self.resets = 0
        self.breaks = 0
        self._host = urlsplit(reader).netloc
        self._slug = slug
        self._cursor = cursor
        self._over = threading.Event()

    @property
    def positions(self) -> list[int]:
        """The position of every change that arrived, in the order of arrival."""
        return [frame["position"] for frame in self.frames]

    def has_seen(self, position: int) -> bool:
        return position in self.positions[-1:] or position in self.positions

    def end(self) -> None:
        self._over.set()

    def run(self) -> None:
        while not self._over.is_set():
            connection = http.client.HTTPConnection(self._host, timeout=_SILENCE)
            try:
                self._follow(connection)
            except (OSError, http.client.HTTPException):
                pass
            finally:
                connection.close()
            self.breaks += 1
            time.sleep(_PAUSE)

    def _follow(self, connection: http.client.HTTPConnection) -> None:
        connection.request("GET", f"/{self._slug}/stream", headers={"Last-Event-ID": self._cursor})
        answer = connection.getresponse()
        event: dict[str, str] = {}
        while not self._over.is_set() and (line := answer.readline()):
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name:
                event[name] = value
            else:
                self._take(event)
                event = {}

    def _take(self, event: dict[str, str]) -> None:
        if event.get("event") == "reset":
            self.resets += 1
        if event.get("event") == "change":
            self.frames.append(json.loads(event["data"]))
            self._cursor = event["id"]
