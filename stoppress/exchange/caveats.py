"""Sentences in which a newsroom says that it could not verify what it reports."""

from __future__ import annotations

import re

from stoppress.exchange.patterns import any_of
from stoppress.exchange.sentences import sentences_of

_CHECKED = r"(?:verif|confirm|corroborat|authenticat|substantiat)\w*"
_FAILED = any_of(rf"""
    \b(?:unable|cannot|\w+n['’]t|not|yet to|impossible)\b[^.;:]{{0,60}}\b{_CHECKED}
    \b(?:nicht|kaum)\b[^.;:]{{0,60}}\b(?:überprüf|verifizier|bestätig|geprüft)\w*
    \b(?:n['’](?:a|ont|est|était|avons)|ne)\b[^.;:]{{0,60}}\b(?:vérifi|confirm)\w*
    \bno\b[^.;:]{{0,60}}\b(?:verific|confirm|contrast)\w*
""")
_INDEPENDENT = re.compile(r"independi?en|unabhängig|indépendan|indipenden", re.I)
_QUOTED = re.compile(r"[“„«\"][^”“»\"]*[”“»\"]?")


def caveats_in(text: str, source: str | None) -> list[str]:
    """The sentences of `text` that say so, outside quotation marks.

    A failed check alone is not enough (an official may not confirm a visit): it is the newsroom's
    own caveat where it is called independent, or where the sentence opens with the newsroom's name.
    """
    return [sentence for sentence in sentences_of(text) if _is_caveat(sentence, source)]


def is_only_caveat(text: str, source: str | None) -> bool:
    """Whether a paragraph says nothing else."""
    sentences = sentences_of(text)
    return bool(sentences) and all(_is_caveat(sentence, source) for sentence in sentences)


def _is_caveat(sentence: str, source: str | None) -> bool:
    said = _QUOTED.sub(" ", sentence)
    if not _FAILED.search(said):
        return False
    by_us = source is not None and said.casefold().startswith(f"{source.casefold()} ")
    return by_us or bool(_INDEPENDENT.search(said))
