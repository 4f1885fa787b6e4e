"""The lines of a log's contents: what each leaf commits to, or that its words are gone."""

from __future__ import annotations

import json
from dataclasses import dataclass

from stoppress.verify.absences import Absence

_FORMS = (["position", "salt", "content"], ["position", "gone", "by"], ["position"])
_SORTS = ("withheld", "removed", "lost")


class NoLine(ValueError):
    """Bytes that are no line of contents. The text has no subject."""


@dataclass(frozen=True)
class Line:
    """What is said of one position's words; neither words nor absence: they are just not there."""

    position: int
    salt: bytes | None = None
    content: bytes | None = None
    absence: Absence | None = None


def parse_line(data: bytes) -> Line:
    """The line (without its newline) that these bytes are. Raises NoLine."""
    try:
        said = json.loads(data)
        written = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    except (ValueError, RecursionError):
        raise NoLine("is no JSON of UTF-8") from None
    if written != data or not isinstance(said, dict) or list(said) not in _FORMS:
        raise NoLine("is not written as the format says")
    if type(said["position"]) is not int:
        raise NoLine("names no position")
    if "gone" in said:
        if said["gone"] not in _SORTS or type(said["by"]) is not int:
            raise NoLine("does not say how and by which position its words are gone")
        return Line(said["position"], absence=Absence(said["gone"], said["by"]))
    if "content" in said:
        return _with_words(said["position"], said["salt"], said["content"])
    return Line(said["position"])


def _with_words(position: int, salt: object, content: object) -> Line:
    if not isinstance(salt, str) or not isinstance(content, str):
        raise NoLine("has a salt or a content that is no text")
    try:
        decoded = bytes.fromhex(salt)
    except ValueError:
        decoded = b""
    if decoded.hex() != salt or not decoded:
        raise NoLine("has a salt that is not hex")
    return Line(position, decoded, content.encode())
