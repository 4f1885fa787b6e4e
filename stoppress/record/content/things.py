"""The fields of things that are written once and shown in many posts (content.md, "Shared things").

A block or a thread in a post carries a copy of them; `shared_changed` carries them by themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from stoppress.record.content.fields import (
    ID_MAX,
    NOTE_MAX,
    inline_list,
    optional_address,
    optional_number,
    optional_plain,
    required_inline,
    required_plain,
)
from stoppress.record.errors import BadContent
from stoppress.record.vocabulary import Sort

CLAIM_STATES = ("unverified", "confirmed", "disputed", "false")
FIELDS: dict[Sort, tuple[str, ...]] = {
    Sort.CONTEXT: ("title", "paragraphs"),
    Sort.CLAIM: ("text", "source", "source_id", "channel", "url", "status", "note"),
    Sort.SOURCE: ("name", "about", "url"),
    Sort.THREAD: ("name", "about"),
}


def check_thing(sort: Sort, said: dict[str, Any]) -> None:
    """Clean a thing's fields in place. Raises BadContent, naming the field."""
    _CHECKS[sort](said)


def _check_context(said: dict[str, Any]) -> None:
    required_plain(said, "title", "the inset's title")
    inline_list(said, "paragraphs")


def _check_claim(said: dict[str, Any]) -> None:
    required_inline(said, "text")
    optional_plain(said, "source")
    optional_plain(said, "source_id", ID_MAX)
    optional_number(said, "source_version")
    optional_plain(said, "channel")
    optional_address(said, "url")
    optional_plain(said, "note", NOTE_MAX)
    if said.get("status") not in CLAIM_STATES:
        raise BadContent(f"claim: its status must be one of {', '.join(CLAIM_STATES)}.")


def _check_source(said: dict[str, Any]) -> None:
    required_plain(said, "name", "the name of the source")
    optional_plain(said, "about", NOTE_MAX)
    optional_address(said, "url")


def _check_thread(said: dict[str, Any]) -> None:
    required_plain(said, "name", "the name of the thread")
    optional_plain(said, "about", NOTE_MAX)


_CHECKS: dict[Sort, Callable[[dict[str, Any]], None]] = {
    Sort.CONTEXT: _check_context,
    Sort.CLAIM: _check_claim,
    Sort.SOURCE: _check_source,
    Sort.THREAD: _check_thread,
}
