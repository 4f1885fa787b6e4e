"""Whether what was read is live coverage at all, and not prose, program code or a table."""

from __future__ import annotations

import re

from stoppress.exchange.capture import ImportedCoverage
from stoppress.exchange.patterns import any_of
from stoppress.exchange.pieces import BulletList, Heading, Paragraph

_ENOUGH = 3
_LIVE = any_of(r"""
    \blive\b|\bas it happened\b|\bliveblog\b|\blatest updates\b|\bminute by minute\b|\bwhat we cover
    \b(?:live)?ticker\b|\ben direct\b|\ben vivo\b|\bminuto a minuto\b|\bin diretta\b
""")
_CODE = re.compile(r"[{};=<>\\]|\w\(|::|->")
_UNPARSED_MOST = 0.5  # of the lines


def is_coverage(coverage: ImportedCoverage) -> bool:
    """Whether enough speaks for coverage: no single sign does, for articles have headings too."""
    if not coverage.title or not coverage.posts or not _holds_running_text(coverage):
        return False
    if coverage.unparsed_lines > _UNPARSED_MOST * len(coverage.account):
        return False
    strong = _strong_signs(coverage)
    return strong >= 1 and 2 * strong + _weak_signs(coverage) >= _ENOUGH


def _strong_signs(coverage: ImportedCoverage) -> int:
    """Signs that articles hardly ever bear."""
    timed = sum(bool(post.published_at or post.time_text) for post in coverage.posts)
    above = " ".join([coverage.title, *(piece.plain for piece in coverage.standfirst)])
    return sum(
        (
            coverage.declared_posts is not None,
            timed >= 2 and timed >= len(coverage.posts) / 2,
            coverage.lead is not None and coverage.lead.kind == "video",
            bool(_LIVE.search(above)),
        )
    )


def _weak_signs(coverage: ImportedCoverage) -> int:
    """Signs of any page of a newsroom."""
    return sum(
        (
            len(coverage.posts) >= 3,
            coverage.source is not None,
            "title-again" in coverage.account.values(),
            bool(coverage.related),
            sum(post.byline is not None for post in coverage.posts) >= 2,
            sum(len(post.captions) > 0 for post in coverage.posts) >= 2,
        )
    )


def _holds_running_text(coverage: ImportedCoverage) -> bool:
    """Whether posts have copy in sentences, and copy that is not program code."""
    texts = [
        piece.plain
        for post in coverage.posts
        for piece in post.body
        if isinstance(piece, Paragraph | Heading | BulletList)
    ]
    sentences = sum(len(text.split()) >= 5 for text in texts)
    words = " ".join(texts)
    codes = len(_CODE.findall(words))
    return sentences >= 1 and sentences * 3 >= len(texts) and codes * 100 <= len(words)
