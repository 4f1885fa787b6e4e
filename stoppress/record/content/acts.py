"""What the revisions say that carry no copy (docs/reference/content.md, "The others")."""

from __future__ import annotations

from typing import Any

from stoppress.record.content.fields import (
    ID_MAX,
    NOTE_MAX,
    is_number,
    need_object,
    optional_plain,
    required_hash,
    required_number,
    required_plain,
)
from stoppress.record.content.things import check_thing
from stoppress.record.errors import BadContent
from stoppress.record.vocabulary import Sort

REASONS = ("legal", "privacy", "safety", "error")


def check_nothing(said: dict[str, Any]) -> None:
    """The kind says all there is to say."""


def check_withdrawn(said: dict[str, Any]) -> None:
    required_plain(said, "reason", "a reason that readers will see")


def check_marked_key(said: dict[str, Any]) -> None:
    optional_plain(said, "label")


def check_reordered(said: dict[str, Any]) -> None:
    optional_plain(said, "above")


def check_note(said: dict[str, Any]) -> None:
    """`paused`, `ended`, `reopened`."""
    optional_plain(said, "note", NOTE_MAX)


def check_merged(said: dict[str, Any]) -> None:
    _check_elsewhere(said, "into")
    optional_plain(said, "note", NOTE_MAX)


def check_joined(said: dict[str, Any]) -> None:
    _check_elsewhere(said, "from")


def check_moved_out(said: dict[str, Any]) -> None:
    required_plain(_check_elsewhere(said, "to"), "post", "the post's id there")
    optional_plain(said, "note", NOTE_MAX)


def check_shared_changed(said: dict[str, Any]) -> None:
    required_plain(said, "shared", "the id of what was changed", ID_MAX)
    required_number(said, "version")
    optional_plain(said, "change", NOTE_MAX)
    if said.get("sort") not in Sort.values:
        raise BadContent(f"sort: must be one of {', '.join(Sort.values)}.")
    check_thing(Sort(said["sort"]), said)


def check_absence(said: dict[str, Any]) -> None:
    """`withheld`, `removed`."""
    if said.get("reason") not in REASONS:
        raise BadContent(f"reason: must be one of {', '.join(REASONS)}.")
    check_released(said)


def check_released(said: dict[str, Any]) -> None:
    optional_plain(said, "note", NOTE_MAX)
    check_positions(said)


def check_positions(said: dict[str, Any]) -> None:
    """Which revisions are meant; `lost` says nothing else."""
    positions = said.get("positions")
    if not isinstance(positions, list) or not positions:
        raise BadContent("positions: name the revisions that are meant.")
    if not all(is_number(position, 1) for position in positions):
        raise BadContent("positions: each must be a whole number, 1 or more.")
    if sorted(set(positions)) != positions:
        raise BadContent("positions: must ascend, each of them once.")


def check_continued(said: dict[str, Any]) -> None:
    required_plain(said, "origin", "the name under which the log goes on")
    required_number(said, "size", 0)
    required_hash(said, "root")


def _check_elsewhere(said: dict[str, Any], key: str) -> dict[str, Any]:
    """The other coverage that an act concerns."""
    elsewhere = need_object(said.get(key), key)
    for field in ("coverage", "slug", "title"):
        required_plain(elsewhere, field, "which other coverage is meant")
    return elsewhere
