"""A parser of event streams after the HTML standard, 9.2.6, and nothing else."""

from __future__ import annotations

import codecs
import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Event:
    """One event as EventSource would dispatch it; `id` is the last id seen, as there."""

    name: str
    data: str
    id: str

    @property
    def json(self) -> Any:
        return json.loads(self.data)


class Events:
    """Feed it bytes in whatever pieces; it gives events. `retry` is in milliseconds."""

    def __init__(self) -> None:
        self.retry: int | None = None
        self.last_id = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._is_first = True
        self._text = ""
        self._name = ""
        self._data: list[str] = []
        self._id = ""

    def feed(self, piece: bytes) -> list[Event]:
        text = self._decoder.decode(piece)
        if self._is_first and text:
            self._is_first = False
            text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
        self._text += text
        found = []
        while (line := self._next_line()) is not None:
            if line:
                self._field(line)
            elif event := self._dispatch():
                found.append(event)
        return found

    def _next_line(self) -> str | None:
        ends = [at for at in (self._text.find("\r"), self._text.find("\n")) if at >= 0]
        if not ends:
            return None
        at = min(ends)
        if self._text[at] == "\r" and at + 1 == len(self._text):
            return None  # it may be the first half of a CRLF
        width = 2 if self._text[at : at + 2] == "\r\n" else 1
        line, self._text = self._text[:at], self._text[at + width :]
        return line

    def _field(self, line: str) -> None:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "event":
            self._name = value
        elif name == "data":
            self._data.append(value)
        elif name == "id" and "\0" not in value:
            self._id = value
        elif name == "retry" and value.isascii() and value.isdigit():
            self.retry = int(value)

    def _dispatch(self) -> Event | None:
        self.last_id = self._id
        name, data = self._name, self._data
        self._name, self._data = "", []
        return Event(name or "message", "\n".join(data), self.last_id) if data else None
