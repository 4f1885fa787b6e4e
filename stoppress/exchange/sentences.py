"""Where sentences end and what is quoted, in any script that marks it. No grammar."""

from __future__ import annotations

import re

from stoppress.exchange.patterns import word_set

CLOSING = "”“»’‘\"'›」』"
_TERMINAL = ".!?…。！？।؟۔｡"
_BREAK = re.compile(
    r"(?<=[.!?…])[”\"’'»)\]]*\s+(?=[“„«‘\"'(\[]?[A-ZÀ-ÖØ-ÞĀ-ŽΑ-ΩА-Я0-9])|(?<=[。！？])"
)
_ABBREVIATIONS = word_set("""
    jan feb mar apr jun jul aug sep sept oct nov dec gen sen rep gov lt col capt sgt maj adm
    mr mrs ms dr prof st mt ft vs inc ltd co corp jr sr approx dept u.s u.k u.n e.u d.c a.m p.m
    bzw ca hr fr nr str z.b d.h u.a m mme mlle av bd sra avda pág núm
""")
_WORD_MOST = 40  # characters; looking back further for one word would cost too much
_INITIALS = re.compile(r"(?:[A-Za-z]\.){2,}\Z")


def word_count(text: str) -> int:
    """Words; a script without spaces counts two characters a word."""
    words = len(text.split())
    return words if words > 1 or text.isascii() else max(words, len(text) // 2)


def ends_sentence(text: str) -> bool:
    """Whether `text` ends with a full stop or its like, closing quotation marks aside."""
    bare = text.rstrip(CLOSING + " )]")
    return bool(bare) and bare[-1] in _TERMINAL


def ends_with_abbreviation(text: str) -> bool:
    """`… at 5 p.m.`: the full stop may belong to the last word and not to a sentence."""
    last = text.split()[-1]
    return bool(_INITIALS.search(last)) or _is_abbreviation(last)


def sentences_of(text: str) -> list[str]:
    """The sentences of `text`, whose words they keep in order."""
    found: list[str] = []
    start = 0
    for match in _BREAK.finditer(text):
        last = text[max(start, match.start() - _WORD_MOST) : match.end()].split()[-1:]
        if last and not _is_abbreviation(last[0]):
            found.append(text[start : match.end()].strip())
            start = match.end()
    rest = text[start:].strip()
    return [*found, rest] if rest else found


def is_wholly_quoted(text: str) -> bool:
    """Whether the whole of `text` is one quotation, with nothing of our own around it."""
    pairs = {"“": "”", "„": "“”", "«": "»", "»": "«", '"': '"', "「": "」"}
    if len(text) < 3 or text[0] not in pairs or text[-1] not in pairs[text[0]]:
        return False
    inside = text[1:-1]
    return not any(mark in inside for mark in (text[0], *pairs[text[0]]))


def begins_quoted(text: str) -> bool:
    """Whether `text` opens with a quotation mark."""
    return text.startswith(("“", "„", "«", "»", '"', "「"))


def has_quotation(text: str) -> bool:
    """Whether some words stand in double quotation marks."""
    return bool(re.search(r"[“„«\"「]", text))


def _is_abbreviation(word: str) -> bool:
    bare = word.strip("(“\"'").rstrip(".").lower()
    return word.endswith(".") and (bare in _ABBREVIATIONS or len(bare) == 1)
