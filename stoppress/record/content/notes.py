"""The corrections and clarifications that were said of a post: they go with it where it moves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stoppress.lib.clock import to_rfc3339
from stoppress.record.history import Published, revisions_of
from stoppress.record.models import Post
from stoppress.record.vocabulary import Kind

_SAID = {Kind.CORRECTED: "correction", Kind.CLARIFIED: "clarification"}


def notes_of(post: Post) -> list[dict[str, Any]]:
    """All that are shown, oldest first, as `moved_in` carries them (docs/reference/content.md).

    With those that the post brought along itself; without any whose words are gone.
    """
    return [note for published in revisions_of(post) for note in _notes(published)]


def _notes(published: Published) -> Iterator[dict[str, Any]]:
    if published.kind is Kind.MOVED_IN:
        yield from (published.content.get("moved") or {}).get("notes") or []
    sort = _SAID.get(published.kind)
    said = published.content.get(sort or "")
    if sort and said:
        at = to_rfc3339(published.at, microseconds=True)
        yield {"sort": sort, "at": at, **{key: said.get(key) for key in ("note", "was", "now")}}
