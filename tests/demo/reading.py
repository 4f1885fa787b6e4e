"""Ways of reading the script that several tests share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stoppress.demo.script import Step, steps

DAY = steps()
POSTED = [step for step in DAY if step.kind == "posted"]
COPY = [step for step in DAY if step.kind in ("posted", "revised", "corrected")]
HEADERS = [step for step in DAY if step.kind in ("opened", "header_changed")]


def called(step: Step) -> str:
    """How a failing test names a step."""
    return f"{step.kind} {step.post or ''}".strip()


def first(post: str) -> Step:
    return next(step for step in POSTED if step.post == post)


def last_words() -> dict[str, dict[str, Any]]:
    """Each post as it stands at the end of the day."""
    return {step.post: step.content for step in COPY if step.post}


def blocks(content: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [block for block in content["blocks"] if block["type"] == kind]


def texts(value: Any) -> Iterator[str]:
    """Every text that readers may see in a content, wherever it stands; no names and addresses."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in _NOT_WORDS:
                yield from texts(item)


_NOT_WORDS = {
    "claim", "context", "date", "drawing", "happened_at", "kind", "language", "slug", "status",
    "type", "url", "zone",
}  # fmt: skip
