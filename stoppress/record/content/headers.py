"""The header of a coverage (docs/reference/content.md, "Header")."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from stoppress.lib.ids import is_slug
from stoppress.lib.zones import is_zone
from stoppress.record.content.blocks import check_block, check_lead
from stoppress.record.content.fields import (
    check_links,
    need_object,
    optional_list,
    optional_plain,
    required_plain,
)
from stoppress.record.errors import BadContent

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z")  # the shape of BCP 47, not its list
_TEXT_BLOCKS = frozenset({"heading", "paragraph", "bullets"})


def check_opening(said: dict[str, Any]) -> None:
    """The first header, which alone says the address."""
    check_header(said)
    if not is_slug(str(said.get("slug", ""))):
        raise BadContent(
            "slug: an address is made of a-z, 0-9 and single hyphens, at most 80 characters."
        )


def check_header(said: dict[str, Any]) -> None:
    """Clean a header in place. Raises BadContent, naming the field."""
    required_plain(said, "title", "a title")
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
