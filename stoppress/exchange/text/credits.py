"""Credits of pictures: told from captions by their form, never filled in."""

from __future__ import annotations

import re

from stoppress.exchange.patterns import either, word_set
from stoppress.exchange.sentences import ends_sentence

_AGENCIES = either("""
    Getty(?: Images)?|AFP|Reuters|AP(?: Photo)?|Associated Press|EPA(?:-EFE)?|EFE|dpa|APA|ANSA
    Anadolu(?: Agency)?|Shutterstock|picture alliance|Bloomberg|NurPhoto|ZUMA(?: Press)?
    Sipa(?: USA)?|PA(?: Wire| Media)?|Xinhua|Alamy|Keystone|Imago|TASS|Kyodo|Yonhap|Handout
    Maxar(?: Technologies)?|Planet Labs
""")
_AGENCY = f"(?:{_AGENCIES})"
_WORD = (
    r"(?:photo(?:graph)?|picture|image(?: source)?|(?:photo )?credit|copyright|foto|bild"
    r"|crédit(?: photo)?|crédito|imagen|fotografía)"
)
_MARKED = rf"{_WORD}(?: ?[:,] ?| (?:by|von|de|par|por|di)[ :]+)"
_NAMED = re.compile(rf"(?:{_MARKED})(?P<credit>\S.*)", re.I)
_OF_AGENCY = re.compile(
    rf"(?:(?P<names>[^()\[\]]{{1,80}})(?:/| via ))?{_AGENCY}(?: via {_AGENCY})?"
)
_IN_BRACKETS = re.compile(r"(?P<caption>.*?\S) ?[(\[](?P<credit>[^()\[\]]{2,200})[)\]]\.?")
_BEHIND = re.compile(
    rf"(?P<caption>.*?[.!?…][”\"']?) (?:(?i:{_MARKED})(?P<named>[^.!?]\S*(?: \S+){{0,14}})"
    rf"|(?P<agency>(?:[^.!?]{{1,60}}(?:/| via ))?{_AGENCY}(?:/{_AGENCY})*))\.?"
)
_LOWER = word_set("and und et y of the for via courtesy de da di von van del la le dpa")
_MOST = 600  # characters of a caption with its credit


def is_credit(text: str) -> bool:
    """Whether the line is a credit and nothing else: `Photo: Ann Lee`, `Bo Ek/AFP/Getty Images`."""
    if len(text) > 120:
        return False
    bare = text.strip("()[] ")
    agency = _OF_AGENCY.fullmatch(bare)
    if agency and all(map(_may_name, (agency["names"] or "").split())):
        return True
    if _is_slashed(bare):
        return True
    match = _NAMED.fullmatch(bare)
    if match is None or ends_sentence(bare):
        return False
    names = match["credit"].split()
    return len(names) <= 10 and all(map(_may_name, names))


def credit_of(text: str) -> str:
    """Who is credited by a line that is a credit, without “Photo by” and the like."""
    bare = text.strip("()[] ")
    match = _NAMED.fullmatch(bare)
    return match["credit"].strip() if match else bare


def split_credit(text: str) -> tuple[str, str | None]:
    """A caption and the credit that stands behind it; the whole text and None without one."""
    if len(text) > _MOST:
        return text, None
    match = _IN_BRACKETS.fullmatch(text)
    if match and is_credit(match["credit"]):
        return match["caption"], credit_of(match["credit"])
    match = _BEHIND.fullmatch(text)
    if match and (match["named"] or match["agency"]):
        return match["caption"], (match["named"] or match["agency"]).strip()
    caption, stop, credit = text.rpartition(". ")
    if stop and _is_slashed(credit):
        return f"{caption}.", credit
    return text, None


def _is_slashed(text: str) -> bool:
    """`Ann Lee/The Daily News`: nothing but names, a slash behind the first of them."""
    first, _, others = text.partition("/")
    words = f"{first} {others}".replace("/", " ").split()
    names = all(word[0].isupper() or word in _LOWER for word in words)
    return bool(others.strip()) and len(first.split()) >= 2 and len(words) <= 10 and names


def _may_name(word: str) -> bool:
    return word[0].isupper() or word in _LOWER or bool(re.search(r"[/@.]", word))
