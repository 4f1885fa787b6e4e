"""Checks of single fields of a content object. Each cleans in place or raises BadContent."""

from __future__ import annotations

import re
from datetime import MAXYEAR, MINYEAR, datetime
from typing import Any

from stoppress.lib.clock import from_rfc3339
from stoppress.record.content.inline import clean_inline, clean_text, is_web_address
from stoppress.record.errors import BadContent

LINE_MAX = 300  # characters of a headline, a byline, a label
NOTE_MAX = 2000  # characters of what readers are told about a change
TEXT_MAX = 20_000  # characters of a caption, an alternative text, one paragraph
ID_MAX = 64  # characters of the id of a shared thing
_NUMBER_MAX = 2**31 - 1  # what the tables hold
_HASH = re.compile(r"[0-9a-f]{64}\Z")


def need_object(value: Any, key: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadContent(f"{key}: must be an object.")
    return value


def optional_list(said: dict[str, Any], key: str) -> list[Any]:
    value = said.get(key)
    if value is None:
        value = said[key] = []
    if not isinstance(value, list):
        raise BadContent(f"{key}: must be a list.")
    return value


def optional_plain(said: dict[str, Any], key: str, most: int = LINE_MAX) -> str | None:
    """The plain text at `key`, trimmed and without control characters; empty becomes null."""
    value = said.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise BadContent(f"{key}: must be text.")
    value = clean_text(value).strip()
    if len(value) > most:
        raise BadContent(f"{key}: {len(value):,} characters; at most {most:,} fit.")
    said[key] = value or None
    return value or None


def required_plain(said: dict[str, Any], key: str, what: str, most: int = LINE_MAX) -> str:
    value = optional_plain(said, key, most)
    if value is None:
        raise BadContent(f"{key}: write {what}.")
    return value


def required_inline(said: dict[str, Any], key: str) -> None:
    value = said.get(key)
    if not isinstance(value, str):
        raise BadContent(f"{key}: must be text.")
    said[key] = clean_inline(value)
    _check_length(said[key], key)


def inline_list(said: dict[str, Any], key: str) -> None:
    values = optional_list(said, key)
    if not all(isinstance(value, str) for value in values):
        raise BadContent(f"{key}: must be a list of texts.")
    said[key] = [clean_inline(value) for value in values]
    for value in said[key]:
        _check_length(value, key)


def optional_address(said: dict[str, Any], key: str) -> None:
    value = optional_plain(said, key, 2000)
    if value is not None and not is_web_address(value):
        raise BadContent(f"{key}: {value!r} is no web address; it must begin with https://.")


def optional_number(said: dict[str, Any], key: str, least: int = 1) -> None:
    """A whole number at `key`: a version, a position, a size."""
    value = said.get(key)
    if value is not None and not is_number(value, least):
        raise BadContent(f"{key}: must be a whole number, {least} or more.")


def required_number(said: dict[str, Any], key: str, least: int = 1) -> None:
    if said.get(key) is None:
        raise BadContent(f"{key}: a number is needed.")
    optional_number(said, key, least)


def is_number(value: Any, least: int) -> bool:
    return type(value) is int and least <= value <= _NUMBER_MAX  # True is an int to Python


def required_hash(said: dict[str, Any], key: str) -> None:
    """A SHA-256 in lower-case hex."""
    if not _HASH.match(str(said.get(key))):
        raise BadContent(f"{key}: must be a SHA-256, 64 hexadecimal digits.")


def optional_instant(said: dict[str, Any], key: str) -> None:
    text = optional_plain(said, key, LINE_MAX)
    if text is None:
        return
    try:
        at = from_rfc3339(text)
    except ValueError:
        raise BadContent(
            f"{key}: {text!r} is no instant; write it like 1969-07-20T20:17:40Z."
        ) from None
    check_year(at, key)


def check_year(at: datetime, key: str) -> None:
    """Refuse the outermost years: a coverage's zone may yet be changed to one that has no such."""
    if at.year in (MINYEAR, MAXYEAR):
        raise BadContent(f"{key}: year {at.year} cannot be shown in every time zone.")


def check_links(said: dict[str, Any], key: str) -> None:
    for link in optional_list(said, key):
        required_plain(need_object(link, key), "text", "the words of the link")
        optional_address(link, "url")


def _check_length(value: str, key: str) -> None:
    if len(value) > TEXT_MAX:
        raise BadContent(f"{key}: one paragraph of {len(value):,} characters; split it.")
