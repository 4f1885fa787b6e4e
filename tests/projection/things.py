"""Shared things for tests: what each says in each version, and copies of it for a post."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

THINGS = {"context": "context", "claim": "claim", "source": "source", "thread": "thread"}


def told(id: str, version: int, is_confirmed: bool = False) -> dict[str, Any]:
    """The fields of a thing in `version`."""
    number = f"version {version}"
    fields: dict[str, dict[str, Any]] = {
        "context": {"title": f"The harbour, {number}", "paragraphs": ["It was dug in 1887."]},
        "source": {"name": f"Port authority, {number}", "about": None, "url": None},
        "thread": {"name": f"Cranes, {number}", "about": None},
        "claim": {
            "text": f"The cable broke, {number}.",
            "source": "Port authority",
            "source_id": "source",
            "channel": "Telegram",
            "url": None,
            "status": "confirmed" if is_confirmed else "unverified",
            "note": None,
        },
    }
    return fields[id]


def copies(
    shown: Iterable[str], versions: Mapping[str, int], is_confirmed: bool = False
) -> dict[str, Any]:
    """`blocks` and `threads` of a post that shows things in the versions that they have."""
    said: dict[str, Any] = {"blocks": []}
    for id in sorted(shown):
        fields = told(id, versions[id], is_confirmed)
        if id == "thread":
            said["threads"] = [{"thread": id, "version": versions[id], "name": fields["name"]}]
        elif id == "claim":
            source = {"source": told("source", versions["source"])["name"]}
            source |= {"source_version": versions["source"]}
            said["blocks"].append({"type": id, id: id, "version": versions[id]} | fields | source)
        elif id == "context":
            said["blocks"].append({"type": id, id: id, "version": versions[id]} | fields)
    return said
