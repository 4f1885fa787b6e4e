"""What one line looks like, taken alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from stoppress.exchange.sentences import ends_sentence
from stoppress.exchange.text.credits import is_credit, split_credit
from stoppress.exchange.text.lines import Line
from stoppress.exchange.text.phrases import (
    CAPTION,
    CLIP,
    DECLARED,
    FURNITURE,
    IMAGE_ADDRESS,
    LEAD_IN,
    PAGES,
    RELATED,
)
from stoppress.exchange.text.stamps import Stamp, read_stamp

_LINE_MOST = 220  # characters; longer than any headline, caption or link without a full stop
_SHORT = 160  # characters; no fixed phrase of a page is longer
_MARK = re.compile(r"(?:[•◦▪●‣·] ?|[*+-] )(?=\S)")


class Sign(Enum):
    """What a line looks like."""

    BULLET = auto()
    NUMBERED = auto()
    CLIP = auto()  # the length and source of a video
    DECLARED = auto()  # how many posts there are
    PAGES = auto()  # that there are more pages
    FURNITURE = auto()  # buttons and notices
    IMAGE = auto()  # the address of a picture
    STAMP = auto()  # when and by whom
    RELATED = auto()  # the heading of a list of related links
    LEAD_IN = auto()  # words that announce links or an embed, with a colon
    CREDIT = auto()  # the credit of a picture
    CREDITED = auto()  # a caption with its credit
    CAPTION = auto()  # a caption that says that it is one
    OPEN = auto()  # words with a colon at the end
    SENTENCES = auto()  # running text
    BARE = auto()  # a short line with no full stop: a headline, a heading, a link


@dataclass(frozen=True)
class Signed:
    """A line and what it looks like; `text` is without the bullet's mark."""

    line: Line
    sign: Sign
    text: str
    stamp: Stamp | None = None

    @property
    def is_time(self) -> bool:
        return self.stamp is not None and self.stamp.is_time


def sign_alone(line: Line) -> Signed:
    """`line` with its sign, whatever stands beside it."""
    mark = _MARK.match(line.text)
    if mark:
        return Signed(line, Sign.BULLET, line.text[mark.end() :])
    stamp = None if is_clip(line.text) else read_stamp(line.text)
    if stamp:
        return Signed(line, Sign.STAMP, line.text, stamp)
    return Signed(line, _fixed(line.text) or _shape(line.text), line.text)


def is_clip(text: str) -> bool:
    """Whether `text` is the length and source of a video, which looks like a time."""
    return len(text) <= _SHORT and CLIP.fullmatch(text) is not None


_FIXED = (
    (CLIP, Sign.CLIP),
    (DECLARED, Sign.DECLARED),
    (PAGES, Sign.PAGES),
    (FURNITURE, Sign.FURNITURE),
    (IMAGE_ADDRESS, Sign.IMAGE),
    (RELATED, Sign.RELATED),
    (LEAD_IN, Sign.LEAD_IN),
)


def _fixed(text: str) -> Sign | None:
    """The sign of a line that is one of the fixed phrases of pages."""
    if len(text) > _SHORT:
        return None
    return next((sign for pattern, sign in _FIXED if pattern.fullmatch(text)), None)


def _shape(text: str) -> Sign:
    if is_credit(text):
        return Sign.CREDIT
    if CAPTION.fullmatch(text):
        return Sign.CAPTION
    if split_credit(text)[1]:
        return Sign.CREDITED
    if text.endswith((":", "：")):
        return Sign.OPEN
    return Sign.SENTENCES if len(text) > _LINE_MOST or ends_sentence(text) else Sign.BARE
