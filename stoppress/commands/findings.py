"""What `stoppress check` found, one line a thing looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Finding:
    """`fail`: this installation is not safe or does not work; `warn`: it works, but look at it."""

    level: Literal["ok", "warn", "fail"]
    name: str
    text: str


def ok(name: str, text: str) -> Finding:
    return Finding("ok", name, text)


def warn(name: str, text: str) -> Finding:
    return Finding("warn", name, text)


def fail(name: str, text: str) -> Finding:
    return Finding("fail", name, text)
