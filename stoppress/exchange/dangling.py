"""Words that point at something which is not there: a lost link, quotation, map or embed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stoppress.exchange.patterns import any_of
from stoppress.exchange.pieces import BulletList, Heading, Paragraph, Piece, links_of
from stoppress.exchange.sentences import begins_quoted, ends_sentence, sentences_of

_SENTENCE_MOST = 160  # characters
_HERE = any_of(r"""
    (?:(?:you|readers) can |to |for .{1,60}, )?(?:read|watch|see|view|learn|find)\b.*\bhere\b.*
    (?:you can |to |for .{1,60}, )?(?:follow|listen|click|get|catch|check)\b.*\bhere\b.*
    more\b(?! than).*\bhere[.!]?|.{0,80}\bhas moved here[.!]?
    .*\b(?:lesen|sehen|hören|finden|erfahren)\b.*\bhier[.!]?
    (?:mehr|alles) (?:dazu|zu)\b.*\bhier[.!]?
    .*\b(?:lire|voir|lisez|retrouvez|regardez|suivez)\b.*\bici[.!]?
    .*\b(?:lea|leer|lee|ver|vea|mire|siga)\b.*\baquí[.!]?
""")


def dangling_in(pieces: Sequence[Piece]) -> Iterator[tuple[str, int]]:
    """Each such reference in its order: its words, and its line."""
    for place, piece in enumerate(pieces):
        following = pieces[place + 1] if place + 1 < len(pieces) else None
        if isinstance(piece, Heading) and (following is None or isinstance(following, Heading)):
            yield piece.plain, piece.line
        elif isinstance(piece, Paragraph):
            if piece.plain.endswith((":", "：")) and not _answers(following):
                yield piece.plain, piece.line
            yield from _pointers(piece.plain, piece.line, bool(links_of(piece)))
        elif isinstance(piece, BulletList):
            for item in piece.items:
                yield from _pointers(item.plain, item.line, "http" in item.plain)


def _answers(following: Piece | None) -> bool:
    """Whether what follows can be what a colon announced: anything but more running text."""
    if following is None or isinstance(following, Heading):
        return False
    if not isinstance(following, Paragraph):
        return True
    return begins_quoted(following.plain) or not ends_sentence(following.plain)


def _pointers(text: str, line: int, has_address: bool) -> Iterator[tuple[str, int]]:
    """Sentences that send readers “here”, where no address stands."""
    if has_address:
        return
    for sentence in sentences_of(text):
        if len(sentence) <= _SENTENCE_MOST and _HERE.fullmatch(sentence):
            yield sentence, line
