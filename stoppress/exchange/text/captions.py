"""Whether a line describes a picture. Signs are weighed: no single one decides, save a credit."""

from __future__ import annotations

import re

from stoppress.exchange.moment_forms import MONTHS
from stoppress.exchange.patterns import any_of
from stoppress.exchange.sentences import has_quotation, sentences_of, word_count
from stoppress.exchange.text.style import Style
from stoppress.exchange.text.tongues import words_of

ENOUGH = 3  # points that make a line right behind a headline a caption
CERTAIN = 5  # points that make a line a caption where nothing speaks for one

_PICTURED = any_of(r"""
    \bfile (?:photo|picture|image)|\b(?:is|are|was|were) (?:seen|pictured|shown)\b|\bpictured\b
    , (?:left|right|cent(?:er|re)|second from \w+),|\((?:left|right|l|r)\)
    \bfrom left\b|\bhandout\b|\bscreengrab\b|\bscreenshot\b|\bA view of\b
    \bposes? for\b|\bshakes? hands\b
    \bsatellite (?:image|photo)|\baerial (?:view|photo|image)|\bstill (?:image )?from\b
    \bin this (?:photo|image|picture|video|still)\b
    \barchivbild|\bsymbolbild|\bauf (?:dem|diesem) (?:foto|bild)|\bim bild\b|\bluftbild
    \bphotos? d['’]archives?\b|\bsur cette (?:photo|image)\b|\bvue aérienne\b
    \bimagen de archivo\b|\ben la (?:foto|imagen)\b|\bvista aérea\b|\bfoto d['’]archivio\b
""")
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DATED = re.compile(
    rf"\b(?:(?:{_MONTH})\b\.? \d{{1,2}}\b|\d{{1,2}}\.? (?:de )?(?:{_MONTH})\b)", re.I
)
_LATELY = any_of(r"""
    \b(?:in \d{4}|last (?:week|month|year)|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\W*\Z
    \b(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)\W*\Z
    \b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\W*\Z
    \b(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo)\W*\Z
""")
_END = 50  # characters: where a caption says when and where
_SHORT, _LONG = 120, 260


def caption_points(text: str, headline: str, following: str | None, style: Style) -> int:
    """How much speaks for `text` being a caption, right behind `headline`, before `following`."""
    points = 3 if _PICTURED.search(text) else 0
    points += _when(text) + _grammar(text, style) + _extent(text)
    points -= 3 if has_quotation(text) and not style.set_apart(text) else 0
    points += 2 if style.set_apart(text) else -2 if style.set_as_text(text) else 0
    if following is None:
        return points - 2
    return points + _nearness(text, headline, following)


def shows_a_picture(text: str) -> bool:
    """Whether `text` speaks of a picture, or ends with a date: what a caption far from a headline
    must do at least."""
    return bool(_PICTURED.search(text) or _DATED.search(text[-_END:]))


def _when(text: str) -> int:
    if _DATED.search(text[-_END:]):
        return 2
    return 1 if _LATELY.search(text) else 0


def _grammar(text: str, style: Style) -> int:
    """Captions describe: they neither report what was said nor tell what happened."""
    tongue = style.tongue
    points = -4 if tongue.report.search(text) else 0
    bare = _PICTURED.sub(" ", text)
    words = words_of(bare)
    points -= 2 if words and words[0] in tongue.openers else 0
    if any(word in tongue.past for word in words):
        return points - 2
    if tongue.participle and tongue.participle.search(bare):
        return points - 2
    return points + (0 if re.search(r"\b(?:is|are)\b", bare) else 1)


def _extent(text: str) -> int:
    points = -2 * (len(sentences_of(text)) > 1)
    return points + (1 if len(text) <= _SHORT else -2 if len(text) > _LONG else 0)


def _nearness(text: str, headline: str, following: str) -> int:
    """A report's first paragraph repeats its headline; a caption stands between the two."""
    gap = share_of(headline, following) - share_of(headline, text)
    return 1 if gap >= 0.2 else -1 if gap <= -0.2 else 0


def share_of(headline: str, text: str) -> float:
    """How much of `headline`'s longer words `text` says again, 0 to 1."""
    wanted = _stems(headline)
    return len(wanted & _stems(text)) / len(wanted) if wanted else 0.0


def _stems(text: str) -> set[str]:
    return {word[:5] for word in words_of(text[:400]) if len(word) > 3 or word_count(word) > 1}
