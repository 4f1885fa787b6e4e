"""Lines that say when and by whom: times, bylines, or both together, and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stoppress.exchange.moments import Moment, find_moment
from stoppress.exchange.patterns import any_of, word_set
from stoppress.exchange.sentences import ends_sentence, ends_with_abbreviation

_MOST = 160  # characters
_RENEWED = re.compile(
    r"\b(?:last )?(?:updated?|modified|edited|aktualisiert|mis(?:e)? à jour|actualizado)\b", re.I
)
_CONNECTING = any_of(r"""
    \b(?:first |last |originally )?(?:posted|published|updated?|modified|edited)\b
    \b(?:veröffentlicht|aktualisiert|stand|publié|mise? à jour|publicado|actualizado)\b
    \b(?:on|at|am|um|le|à|el|a las|de|den|the|of|uhr|(?:local )?time|ortszeit|heure locale)\b
    \b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b
    \b(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)\b
    \b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b
    \b(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo)\b
    [\W_]+
""")
_BY = re.compile(r"(?:by|reporting by|von|par|por|door|di)\s+(?P<name>\S.*)", re.I)
_FROM = re.compile(r"(?P<name>.{2,40}['’]s .+|.+ in .+|.+ (?i:staff|team))")
_LOWER = word_set("""
    and und et y e in im en à of the for at für de da di von van der den du la le al bin ibn
    staff team correspondent editor reporter live report contributor
""")
_SEPARATORS = " |•·–—-,;/"
_COMBINED = re.compile(
    r"(?P<before>.+?)[ ,]*\b(?:published|posted|veröffentlicht|publié) ?(?:at|um|à)\b(?P<after>.+)",
    re.I,
)


@dataclass(frozen=True)
class Stamp:
    """What a line says of time and names; `renewed` where it is of a later change."""

    byline: str | None
    moment: Moment | None
    renewed: bool = False

    @property
    def is_time(self) -> bool:
        """Whether it says when a post was published, more or less exactly."""
        if self.moment is None or self.renewed:
            return False
        return self.moment.clock is not None or self.moment.relative


def read_stamp(text: str) -> Stamp | None:
    """What `text` says of time and names; None where it says anything else as well."""
    if len(text) > _MOST:
        return None
    found = find_moment(text)
    if found is None:
        byline = _byline(text)
        return Stamp(byline, None) if byline else None
    moment, rest = found
    renewed = bool(_RENEWED.search(rest))
    if not _CONNECTING.sub("", rest):
        return Stamp(None, moment, renewed)
    byline = _byline(rest.strip(_SEPARATORS))
    return Stamp(byline, moment, renewed) if byline else None


def split_time_first(text: str) -> tuple[str, str] | None:
    """`14:05 – Words of a post` as its two parts; None where it does not begin with a time."""
    if not text[:1].isdigit():
        return None
    for mark in re.finditer(r" ?[–—|:•·-] |(?<=[a-z.Z]) (?=[A-ZÀ-Þ“„\"])|(?<=Uhr) ", text[:60]):
        stamp = read_stamp(text[: mark.start()])
        rest = text[mark.end() :]
        if stamp and stamp.is_time and len(rest.split()) >= 2 and read_stamp(rest) is None:
            return text[: mark.start()], rest
    return None


def split_time_last(text: str) -> tuple[str, str] | None:
    """`A headline published at 14:05 GMT` as its two parts; None for any other line."""
    match = _COMBINED.fullmatch(text) if len(text) <= 2 * _MOST else None
    if match is None:
        return None
    stamp = read_stamp(match["after"].strip())
    if stamp is None or not stamp.is_time:
        return None
    return match["before"].rstrip(_SEPARATORS), match["after"].strip()


def is_name(text: str) -> bool:
    """Whether `text` may be somebody's name and nothing else."""
    words = text.split()
    capitals = sum(word[0].isupper() for word in words)
    return capitals >= 2 and len(words) <= 5 and all(map(_may_name, words)) and text.isprintable()


def _byline(text: str) -> str | None:
    """The names in `By Ann Lee and Bo Ek` or `From The Post's Ann Lee`; None for other words."""
    match = _BY.fullmatch(text)
    if match is None and text[:5].lower() == "from ":
        match = _FROM.fullmatch(text[5:])
    if match is None or ":" in text:
        return None
    if ends_sentence(text) and not ends_with_abbreviation(text):
        return None
    name = match["name"].strip(_SEPARATORS)
    words = re.split(r"[\s,;/&|]+", name)
    if not 0 < len(words) <= 40 or not all(_may_name(word) for word in words if word):
        return None
    return name if any(word[:1].isupper() for word in words) else None


def _may_name(word: str) -> bool:
    return word.lower() in _LOWER or word[0].isupper() or word[:2] in ("d'", "d’", "l'")
