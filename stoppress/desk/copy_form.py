"""The composer's form and the content of a post, each made from the other."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.utils.datastructures import MultiValueDict

from stoppress.desk.section_form import Fields, new_section, read_sections, write_sections
from stoppress.desk.sections import Insets, blocks_of, sections_of
from stoppress.desk.shelf import names_of
from stoppress.desk.zones import from_local, to_local
from stoppress.record.vocabulary import Kind, Sort

_LINES = ("headline", "kicker", "byline", "dateline")
_OURS = frozenset({*_LINES, "happened_at", "round_up", "blocks", "threads"})
# What was said of an earlier revision is not said of the next.
_OF_ITS_REVISION = frozenset({"correction", "clarification", "moved"})


def blank_fields(byline: str) -> Fields:
    """A new post's form."""
    fields: Fields = MultiValueDict({"byline": [byline]})
    write_sections(fields, [new_section("text")])
    return fields


def fields_of(content: dict[str, Any], zone: ZoneInfo) -> Fields:
    """The form in which `content` is edited."""
    fields: Fields = MultiValueDict()
    for name in _LINES:
        fields[name] = content.get(name) or ""
    if happened := content.get("happened_at"):
        fields["happened_at"] = to_local(happened, zone)
    if content.get("round_up"):
        fields["round_up"] = "on"
    for thread in content.get("threads") or []:
        fields.appendlist("thread", thread["thread"])
    write_sections(fields, sections_of(content.get("blocks") or []) or [new_section("text")])
    return fields


def content_of(
    fields: Fields,
    kind: Kind,
    *,
    base: dict[str, Any],
    zone: ZoneInfo,
    submission: UUID,
    insets: Insets,
) -> dict[str, Any]:
    """What the form says. `base` is the content it was made from; what no field shows stays.

    Raises BadContent.
    """
    content = {name: value for name, value in base.items() if name not in _OURS | _OF_ITS_REVISION}
    content |= {name: fields[name] for name in _LINES if fields.get(name, "").strip()}
    if happened := fields.get("happened_at", "").strip():
        content["happened_at"] = _instant(happened, base.get("happened_at"), zone)
    if fields.get("round_up"):
        content["round_up"] = True
    if kind is Kind.CORRECTED:
        content["correction"] = {name: fields.get(name) or None for name in ("note", "was", "now")}
    if kind is Kind.CLARIFIED:
        content["clarification"] = {"note": fields.get("note") or None}
    if threads := _threads(fields, base, submission):
        content["threads"] = threads
    content["blocks"] = blocks_of(read_sections(fields), submission, insets)
    return content


def _threads(fields: Fields, base: dict[str, Any], submission: UUID) -> list[dict[str, Any]]:
    """The strands of the story that were ticked, and the one that was newly named."""
    ticked = list(dict.fromkeys(fields.getlist("thread")))
    had = {thread["thread"]: thread for thread in base.get("threads") or []}
    known = names_of(Sort.THREAD, set(ticked) - set(had))
    threads = [had[id] for id in ticked if id in had]
    threads += [
        {"thread": id, "name": known[id][0], "version": known[id][1]}
        for id in ticked
        if id in known
    ]
    if new := fields.get("new_thread", "").strip():
        threads.append({"thread": uuid5(submission, "thread").hex[:12], "name": new})
    return threads


def _instant(shown: str, base: str | None, zone: ZoneInfo) -> str:
    # A form shows no fractions of a second and no offset: untouched, the instant stays as it was.
    if base and shown == to_local(base, zone):
        return base
    return from_local(shown, zone)
