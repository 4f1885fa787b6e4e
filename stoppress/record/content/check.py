"""Checking and cleaning what a revision says, before it becomes bytes for good.

The format is docs/reference/content.md. `checked` gives a cleaned copy or raises BadContent with
one sentence that names the field; it never cuts words.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from stoppress.record.content import acts, headers, posts
from stoppress.record.content.fields import need_object
from stoppress.record.errors import BadContent
from stoppress.record.vocabulary import Kind

CONTENT_MAX = 1_000_000  # bytes; a post that long is a mistake, and every reader would pay for it


def checked(kind: Kind, content: dict[str, Any]) -> dict[str, Any]:
    """A cleaned copy of `content`. Raises BadContent, naming the field."""
    said: dict[str, Any] = json.loads(json.dumps(need_object(content, "content")))
    _CHECKS[kind](said)
    return said


def as_bytes(content: dict[str, Any]) -> bytes:
    """The bytes that the record keeps verbatim. Raises BadContent where there are too many."""
    said = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    try:
        encoded = said.encode()
    except UnicodeEncodeError:
        raise BadContent("The text holds a broken character; type it anew.") from None
    if len(encoded) > CONTENT_MAX:
        raise BadContent(f"This is {len(encoded):,} bytes long; {CONTENT_MAX:,} is the most.")
    return encoded


_CHECKS: dict[Kind, Callable[[dict[str, Any]], None]] = {
    Kind.OPENED: headers.check_opening,
    Kind.HEADER_CHANGED: headers.check_header,
    Kind.POSTED: posts.check_post,
    Kind.REVISED: posts.check_post,
    Kind.CORRECTED: posts.check_corrected,
    Kind.CLARIFIED: posts.check_clarified,
    Kind.MOVED_IN: posts.check_moved_in,
    Kind.WITHDRAWN: acts.check_withdrawn,
    Kind.WITHHELD: acts.check_absence,
    Kind.REMOVED: acts.check_absence,
    Kind.RELEASED: acts.check_released,
    Kind.LOST: acts.check_positions,
    Kind.PINNED: acts.check_nothing,
    Kind.UNPINNED: acts.check_nothing,
    Kind.MARKED_KEY: acts.check_marked_key,
    Kind.UNMARKED_KEY: acts.check_nothing,
    Kind.REORDERED: acts.check_reordered,
    Kind.MOVED_OUT: acts.check_moved_out,
    Kind.SHARED_CHANGED: acts.check_shared_changed,
    Kind.PAUSED: acts.check_note,
    Kind.RESUMED: acts.check_nothing,
    Kind.ENDED: acts.check_note,
    Kind.REOPENED: acts.check_note,
    Kind.MERGED: acts.check_merged,
    Kind.JOINED: acts.check_joined,
    Kind.CONTINUED: acts.check_continued,
}
