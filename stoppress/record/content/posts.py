"""What a revision that carries the whole post says (docs/reference/content.md, "Post")."""

from __future__ import annotations

from typing import Any

from stoppress.record.content.blocks import check_block
from stoppress.record.content.fields import (
    ID_MAX,
    NOTE_MAX,
    need_object,
    optional_instant,
    optional_list,
    optional_number,
    optional_plain,
    required_hash,
    required_number,
    required_plain,
)
from stoppress.record.errors import BadContent


def check_post(said: dict[str, Any]) -> None:
    """Clean a post in place. Raises BadContent, naming the field."""
    for key in ("headline", "kicker", "byline", "dateline"):
        optional_plain(said, key)
    optional_instant(said, "happened_at")
    if said.get("origin") is not None:
        optional_instant(need_object(said["origin"], "origin"), "published_at")
    if said.get("threads") is not None:
        _check_threads(said)
    blocks = optional_list(said, "blocks")
    for block in blocks:
        check_block(block)
    if not blocks and not said.get("headline"):
        raise BadContent("An empty post cannot be published; write a headline or some words.")


def check_corrected(said: dict[str, Any]) -> None:
    check_post(said)
    correction = need_object(said.get("correction"), "correction")
    required_plain(correction, "note", "a note that tells readers what was wrong", NOTE_MAX)
    optional_plain(correction, "was", NOTE_MAX)
    optional_plain(correction, "now", NOTE_MAX)


def check_clarified(said: dict[str, Any]) -> None:
    check_post(said)
    clarification = need_object(said.get("clarification"), "clarification")
    required_plain(clarification, "note", "a note that tells readers what was unclear", NOTE_MAX)


def check_moved_in(said: dict[str, Any]) -> None:
    check_post(said)
    moved = need_object(said.get("moved"), "moved")
    for key in ("coverage", "slug", "title", "post"):
        required_plain(moved, key, "whence the post comes")
    required_number(moved, "position")
    required_hash(moved, "leaf")
    optional_instant(moved, "published_at")
    for note in optional_list(moved, "notes") if "notes" in moved else []:
        _check_moved_note(need_object(note, "notes"))


def _check_moved_note(note: dict[str, Any]) -> None:
    if note.get("sort") not in ("correction", "clarification"):
        raise BadContent("notes: each is a correction or a clarification.")
    required_plain(note, "at", "when it was said")
    optional_instant(note, "at")
    required_plain(note, "note", "what was wrong or unclear", NOTE_MAX)
    optional_plain(note, "was", NOTE_MAX)
    optional_plain(note, "now", NOTE_MAX)


def _check_threads(said: dict[str, Any]) -> None:
    for thread in optional_list(said, "threads"):
        required_plain(need_object(thread, "threads"), "thread", "the thread's id", ID_MAX)
        required_plain(thread, "name", "the thread's name")
        optional_number(thread, "version")
