"""The lead picture or video of a coverage: the fields of its form, and what they mean."""

from __future__ import annotations

from typing import Any

from stoppress.record.errors import BadContent

Fields = dict[str, str]

_PICTURE = ("media", "small", "width", "height", "alt", "caption", "credit")
_VIDEO = ("label", "title", "length", "source", "url")
_NUMBERS = frozenset({"width", "height"})
LEAD_FIELDS = tuple(f"lead-{name}" for name in ("kind", *_PICTURE, *_VIDEO))


def fields_of_lead(lead: dict[str, Any] | None) -> Fields:
    """The form in which `lead` is edited."""
    said = lead or {}
    return {name: str(said.get(name.removeprefix("lead-")) or "") for name in LEAD_FIELDS}


def lead_of_fields(fields: Fields, base: dict[str, Any] | None) -> dict[str, Any] | None:
    """What the form says; null for none. `base` is the lead that it was made from.

    Raises BadContent where the picture or the address of the video is missing.
    """
    kind = fields.get("lead-kind", "")
    if not kind:
        return None
    lead: dict[str, Any] = {"kind": kind}
    lead |= {name: _value(fields, name) for name in _PICTURE}
    if kind == "video":
        lead |= {name: _value(fields, name) for name in _VIDEO}
    # What a source did not keep cannot be asked for; everything else can.
    lacked = {name for name in ("media", "url") if base is not None and not base.get(name)}
    same = base is not None and base.get("kind") == kind
    if kind == "picture" and not lead["media"] and not (same and "media" in lacked):
        raise BadContent("lead: choose the file of the picture, or no lead.")
    if kind == "video" and not lead["url"] and not (same and "url" in lacked):
        raise BadContent("lead: write the address of the video, or choose no lead.")
    return lead


def _value(fields: Fields, name: str) -> str | int | None:
    text = fields.get(f"lead-{name}", "").strip()
    if name in _NUMBERS:
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None
    return text or None
