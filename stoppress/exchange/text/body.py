"""The lines behind the header as a row: what one is beside its neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from stoppress.exchange.sentences import (
    ends_with_abbreviation,
    is_wholly_quoted,
    sentences_of,
    word_count,
)
from stoppress.exchange.text.captions import ENOUGH, caption_points
from stoppress.exchange.text.phrases import CONTRIBUTED, ROUND_UP, RUN_ON_LEAD_IN, SOCIAL
from stoppress.exchange.text.signs import Sign, Signed
from stoppress.exchange.text.style import Style

_HEADLINE_MOST = 200  # characters
_SOFT_MOST = 140  # characters of a headline that ends like a sentence
_QUESTION_MOST = 16  # words
_HEADLESS = (Sign.BARE, Sign.RELATED, Sign.DECLARED, None)


class Layout(Enum):
    """Where the posts' times stand."""

    UNTIMED = auto()
    TIME_FIRST = auto()  # before the headline
    TIME_LAST = auto()  # behind the headline


@dataclass(frozen=True)
class Body:
    """All lines from the first post on. Places are indexes into `lines`."""

    lines: tuple[Signed, ...]
    style: Style
    layout: Layout

    def __len__(self) -> int:
        return len(self.lines)

    def sign(self, place: int) -> Sign | None:
        return self.lines[place].sign if 0 <= place < len(self.lines) else None

    def may_head(self, place: int) -> bool:
        """Whether the line has the shape of a headline; what follows it is not asked."""
        if not 0 <= place < len(self.lines):
            return False
        signed = self.lines[place]
        if signed.sign is Sign.BARE:
            shaped = _has_headline_shape(signed.text, self._least())
            return shaped and not self._is_quoted_post(place)
        return signed.sign is Sign.SENTENCES and self._ends_softly(place)

    def heads(self, place: int) -> bool:
        """Whether the line is the headline of what stands beside it."""
        if not self.may_head(place):
            return False
        if self.layout is Layout.UNTIMED:
            return self.sign(place + 1) not in _HEADLESS or self._is_odd(place + 1)
        return self.time_beside(place, -1 if self.layout is Layout.TIME_FIRST else 1) is not None

    def time_beside(self, place: int, step: int) -> int | None:
        """Where the time stands next to `place`, bylines between them passed over."""
        place += step
        while 0 <= place < len(self.lines) and self.lines[place].sign is Sign.STAMP:
            if self.lines[place].is_time:
                return place
            place += step
        return None

    def headline_beside(self, place: int, step: int) -> int | None:
        """Where the headline stands next to the time at `place`, bylines passed over."""
        place += step
        while 0 <= place < len(self.lines) and self.lines[place].sign is Sign.STAMP:
            if self.lines[place].is_time:
                return None
            place += step
        return place if self.may_head(place) else None

    def _least(self) -> int:
        """Words of a headline; beside a time one is enough."""
        return 2 if self.layout is Layout.UNTIMED else 1

    def _is_quoted_post(self, place: int) -> bool:
        """Whether the line is a post of a social network, which ends as its writer likes."""
        below = self.lines[place + 1].text if place + 1 < len(self.lines) else ""
        if SOCIAL.search(below):
            return True
        announced = self.sign(place - 1) is Sign.OPEN
        return announced and self.style.set_as_text(self.lines[place].text)

    def _is_odd(self, place: int) -> bool:
        """Whether a line with no full stop is copy all the same, for its shape."""
        is_bare = self.sign(place) is Sign.BARE
        return is_bare and not self.may_head(place) and word_count(self.lines[place].text) > 1

    def _ends_softly(self, place: int) -> bool:
        """Whether a line that ends like a sentence may be a headline all the same."""
        text = self.lines[place].text
        if len(text) > _SOFT_MOST or not _has_headline_shape(text, self._least()):
            return False
        if self.layout is Layout.UNTIMED and not self._stands_between_posts(place):
            return False
        if self.style.set_as_text(text):
            return False
        sentences = len(sentences_of(text))
        if self.style.set_apart(text):
            return sentences <= 2 and caption_points(text, "", "", self.style) < ENOUGH
        if ROUND_UP.search(text) and sentences <= 2:
            return True
        return sentences == 1 and (
            ends_with_abbreviation(text) or _is_short_question(text, self.layout)
        )

    def _stands_between_posts(self, place: int) -> bool:
        above = self.sign(place - 1)
        ended = above not in (Sign.BARE, Sign.OPEN, Sign.LEAD_IN, Sign.STAMP)
        return ended and self.sign(place + 1) in (Sign.SENTENCES, Sign.CREDITED, Sign.OPEN)


def layout_of(lines: tuple[Signed, ...], style: Style) -> Layout:
    """Where posts have their times; UNTIMED where most have none."""
    times = [place for place, signed in enumerate(lines) if signed.is_time]
    body = Body(lines, style, Layout.UNTIMED)
    heads = sum(body.heads(place) for place in range(len(lines)))
    if len(times) < 2 or 3 * len(times) < heads:
        return Layout.UNTIMED
    body = Body(lines, style, Layout.TIME_FIRST)
    before = after = 0
    for place in times:
        above, below = body.headline_beside(place, -1), body.headline_beside(place, 1)
        before += above is not None and below is None
        after += below is not None and above is None
    return Layout.TIME_LAST if before > after else Layout.TIME_FIRST


def _has_headline_shape(text: str, least: int) -> bool:
    if len(text) > _HEADLINE_MOST or word_count(text) < least or text[-1] in ",;:—–-":
        return False
    if text[0].islower() or text[0] in "@#([{<—–-/\\|" or "http" in text:
        return False
    if SOCIAL.search(text) or CONTRIBUTED.search(text) or RUN_ON_LEAD_IN.fullmatch(text):
        return False
    return not is_wholly_quoted(text)


def _is_short_question(text: str, layout: Layout) -> bool:
    least = 4 if layout is Layout.UNTIMED else 1
    return text[-1] in "?!？！" and least <= word_count(text) <= _QUESTION_MOST
