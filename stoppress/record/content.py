"""Checking and cleaning what a revision says, before it becomes bytes for good.

The format is docs/reference/content.md. `checked` gives a cleaned copy or raises BadContent with
one sentence that names the field; it never cuts words.
"""

from __future__ import annotations

import json
import re
from datetime import MAXYEAR, MINYEAR, date
from typing import Any

from stoppress.lib.clock import from_rfc3339
from stoppress.lib.ids import is_slug
from stoppress.lib.zones import is_zone
from stoppress.record.blocks import check_block, check_lead
from stoppress.record.errors import BadContent
from stoppress.record.fields import (
    LINE_MAX,
    check_links,
    need_object,
    optional_list,
    optional_plain,
    required_plain,
)
from stoppress.record.vocabulary import COPY, HEADERS, Kind

CONTENT_MAX = 1_000_000  # bytes; a post that long is a mistake, and every reader would pay for it
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z")  # the shape of BCP 47, not its list
_TEXT_BLOCKS = frozenset({"heading", "paragraph", "bullets"})


def checked(kind: Kind, content: dict[str, Any]) -> dict[str, Any]:
    """A cleaned copy of `content`. Raises BadContent, naming the field."""
    said: dict[str, Any] = json.loads(json.dumps(need_object(content, "content")))
    if kind in HEADERS:
        _check_header(kind, said)
    elif kind in COPY:
        _check_post(kind, said)
    elif kind is Kind.WITHDRAWN:
        required_plain(said, "reason", "a reason that readers will see")
    elif kind is Kind.ENDED:
        optional_plain(said, "note")
    elif kind is Kind.MARKED_KEY:
        optional_plain(said, "label")
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


def _check_header(kind: Kind, said: dict[str, Any]) -> None:
    required_plain(said, "title", "a title")
    if kind is Kind.OPENED and not is_slug(str(said.get("slug", ""))):
        raise BadContent(
            "slug: an address is made of a-z, 0-9 and single hyphens, at most 80 characters."
        )
    for key in ("language", "zone", "zone_name", "date"):
        optional_plain(said, key)
    _check_place_and_day(said)
    for block in optional_list(said, "standfirst"):
        check_block(block, _TEXT_BLOCKS)
    check_links(said, "related")
    if said.get("lead") is not None:
        check_lead(said["lead"])
    if said.get("origin") is not None:
        need_object(said["origin"], "origin")


def _check_place_and_day(said: dict[str, Any]) -> None:
    """Every post is rendered with these: one that cannot be would stop the whole coverage."""
    if said.get("zone") and not is_zone(said["zone"]):
        raise BadContent(f"zone: {said['zone']!r} is no time zone; write it like Europe/Paris.")
    if said.get("language") and not _LANGUAGE.match(said["language"]):
        raise BadContent(
            f"language: {said['language']!r} is no language; write it like en or pt-BR."
        )
    if said.get("date"):
        try:
            date.fromisoformat(said["date"])
        except ValueError:
            raise BadContent(
                f"date: {said['date']!r} is no day; write it like 1969-07-20."
            ) from None


def _check_post(kind: Kind, said: dict[str, Any]) -> None:
    for key in ("headline", "kicker", "byline", "dateline"):
        optional_plain(said, key)
    _check_instant(said, "happened_at")
    if said.get("origin") is not None:
        _check_instant(need_object(said["origin"], "origin"), "published_at")
    blocks = optional_list(said, "blocks")
    for block in blocks:
        check_block(block)
    if not blocks and not said.get("headline"):
        raise BadContent("An empty post cannot be published; write a headline or some words.")
    if kind is Kind.CORRECTED:
        correction = need_object(said.get("correction"), "correction")
        required_plain(correction, "note", "a note that tells readers what was wrong", 2000)
        optional_plain(correction, "was", 2000)
        optional_plain(correction, "now", 2000)


def _check_instant(said: dict[str, Any], key: str) -> None:
    text = optional_plain(said, key, LINE_MAX)
    if text is None:
        return
    try:
        year = from_rfc3339(text).year
    except ValueError:
        raise BadContent(
            f"{key}: {text!r} is no instant; write it like 1969-07-20T20:17:40Z."
        ) from None
    # The outermost years cannot be told in every zone, and a coverage's zone may yet be changed.
    if year in (MINYEAR, MAXYEAR):
        raise BadContent(f"{key}: year {year} cannot be shown in every time zone.")
