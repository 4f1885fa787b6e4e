"""Run-in headings: the words before a colon that name what the paragraph is about."""

from __future__ import annotations

import re

from stoppress.exchange.patterns import word_set
from stoppress.exchange.sentences import sentences_of, word_count
from stoppress.exchange.text.tongues import Tongue

_BULLET_MOST = 14  # words of a bullet's label
_PARAGRAPH_MOST = 9  # words of a paragraph's label
_LONG = 100  # characters
_LABEL = re.compile(r"(?P<label>[^:]+?): (?P<rest>\S.*)", re.S)
_QUOTED = re.compile(r"[“„«\"‘']")


def split_label(text: str, tongue: Tongue, *, bullet: bool = False) -> tuple[str | None, str]:
    """The label of `text` without its colon, and the rest; None and all of `text` without one.

    `label + ": " + rest` is `text` again: where a space stands before the colon, as in French, the
    label keeps it.
    """
    match = _LABEL.fullmatch(text)
    if match is None:
        return None, text
    label, rest = match["label"], match["rest"]
    if not _may_label(label, _BULLET_MOST if bullet else _PARAGRAPH_MOST, tongue):
        return None, text
    if _QUOTED.match(rest) and tongue.report.search(label):
        return None, text
    if not bullet and not _begins_a_sentence(rest):
        return None, text
    return label, rest


def _may_label(label: str, most: int, tongue: Tongue) -> bool:
    if len(label) > _LONG or word_count(label) > most or "http" in label:
        return False
    if label[0] in '“„«"(' or len(sentences_of(label)) > 1:
        return False
    return not tongue.report.search(label) or label.split()[0].lower() in _ASKING


# “What the neighbours say about it: …” names a subject, “She said: …” does not.
_ASKING = word_set("""
    what how why who where when other was wie warum wer qué cómo que ce comment
""")


def _begins_a_sentence(rest: str) -> bool:
    first = rest.lstrip("“„«\"‘'([")[:1]
    return not first.islower() and word_count(rest) > 2
