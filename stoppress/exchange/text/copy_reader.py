"""The lines of one post, or of the standfirst, as pieces in their order."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from stoppress.exchange.pieces import (
    Bullet,
    BulletList,
    Caption,
    Heading,
    Image,
    Link,
    LinkList,
    Paragraph,
    Piece,
    link_from,
)
from stoppress.exchange.sentences import word_count
from stoppress.exchange.text.account import Account
from stoppress.exchange.text.asides import Role
from stoppress.exchange.text.captions import CERTAIN, ENOUGH, caption_points, shows_a_picture
from stoppress.exchange.text.credits import credit_of, split_credit
from stoppress.exchange.text.labels import split_label
from stoppress.exchange.text.phrases import CAPTION, RUN_ON_LEAD_IN, SOCIAL, STANDFIRST_HEADING
from stoppress.exchange.text.signs import Sign, Signed
from stoppress.exchange.text.stamps import is_name
from stoppress.exchange.text.style import Style

_HEADING_MOST = 8  # words
_CAPTION_MOST = 400  # characters of a caption without a credit

Row = list[tuple[Signed, Role]]


def read_copy(row: Row, headline: str | None, style: Style, account: Account) -> tuple[Piece, ...]:
    """What a post's `row` says. A caption is looked for behind `headline`, where there is one."""
    return _CopyReader(row, headline, style, account).read()


def read_standfirst(row: Row, style: Style, account: Account) -> tuple[Piece, ...]:
    """What the lines above all posts say."""
    return _CopyReader(row, None, style, account, above_posts=True).read()


@dataclass
class _CopyReader:
    row: Row
    headline: str | None
    style: Style
    account: Account
    above_posts: bool = False
    place: int = 0
    pieces: list[Piece] = field(default_factory=list)

    def read(self) -> tuple[Piece, ...]:
        while self.place < len(self.row):
            self._read_next()
        return tuple(self.pieces)

    def _read_next(self) -> None:
        signed, role = self.row[self.place]
        if role is Role.CLIP_TITLE or role is Role.CLIP:
            self._read_clip()
        elif self._role_at(self.place + 1) is Role.LINK and role is not Role.LINK:
            self._read_links(signed)
        elif signed.sign in (Sign.BULLET, Sign.NUMBERED):
            self._read_bullets(signed.sign)
        else:
            self._read_line(signed)
            self.place += 1

    def _read_line(self, signed: Signed) -> None:
        line = signed.line
        if signed.sign is Sign.DECLARED:
            self.account.note(line, "declared")
        elif signed.sign is Sign.CREDIT:
            self._read_credit(signed)
        elif signed.sign is Sign.CREDITED:
            self._put(Caption(*split_credit(signed.text), line.number), signed, "caption")
        elif signed.sign is Sign.CAPTION:
            self._read_caption(signed)
        elif signed.sign is Sign.IMAGE:
            self._put(Image(signed.text, line.number), signed, "image")
        elif self._is_caption(signed):
            self._put(Caption(signed.text, None, line.number), signed, "caption")
        elif self._is_heading(signed):
            self._put(Heading(signed.text, line.number), signed, "heading")
        else:
            self._read_paragraph(signed)

    def _read_paragraph(self, signed: Signed) -> None:
        number = signed.line.number
        run_on = RUN_ON_LEAD_IN.fullmatch(signed.text) if signed.sign is Sign.BARE else None
        if run_on:
            link = link_from(run_on["rest"], number)
            self._put(LinkList(run_on["title"], (link,), number), signed, "link")
            return
        label, rest = split_label(signed.text, self.style.tongue)
        self._put(Paragraph(rest, label, number), signed, "paragraph")

    def _read_bullets(self, sign: Sign) -> None:
        items: list[Bullet] = []
        while self._sign_at(self.place) is sign and self._role_at(self.place) is Role.COPY:
            signed = self.row[self.place][0]
            label, rest = split_label(signed.text, self.style.tongue, bullet=True)
            items.append(Bullet(label, rest, signed.line.number))
            self.account.note(signed.line, "bullet")
            self.place += 1
        self.pieces.append(BulletList(sign is Sign.NUMBERED, tuple(items), items[0].line))

    def _read_links(self, lead_in: Signed) -> None:
        self.account.note(lead_in.line, "lead-in")
        items: list[Link] = []
        self.place += 1
        while self._role_at(self.place) is Role.LINK:
            signed = self.row[self.place][0]
            items.append(link_from(signed.text, signed.line.number))
            self.account.note(signed.line, "link")
            self.place += 1
        title = lead_in.text.rstrip(":：")
        self.pieces.append(LinkList(title, tuple(items), lead_in.line.number))

    def _read_clip(self) -> None:
        """A video that is gone: its title and length are kept as the words of a link."""
        words: list[str] = []
        number = self.row[self.place][0].line.number
        while self._role_at(self.place) in (Role.CLIP_TITLE, Role.CLIP):
            signed, role = self.row[self.place]
            words.append(signed.text)
            self.account.note(signed.line, "video")
            self.place += 1
            if role is Role.CLIP:
                break
        self.pieces.append(LinkList(None, (Link(" ".join(words), None, number),), number))

    def _read_credit(self, signed: Signed) -> None:
        """A credit belongs to the caption above it, or makes one of the first line above it."""
        credit, above = credit_of(signed.text), self.pieces[-1] if self.pieces else None
        self.account.note(signed.line, "credit")
        if isinstance(above, Caption) and above.credit is None:
            self.pieces[-1] = replace(above, credit=credit)
        elif isinstance(above, Paragraph) and len(self.pieces) == 1 and self.headline:
            self.pieces[-1] = Caption(above.plain, credit, above.line)
        else:
            self.pieces.append(Caption(None, credit, signed.line.number))

    def _read_caption(self, signed: Signed) -> None:
        """The credit may stand above the caption."""
        match = CAPTION.fullmatch(signed.text)
        words, credit = split_credit(match["words"] if match else signed.text)
        above = self.pieces[-1] if self.pieces else None
        self.account.note(signed.line, "caption")
        if isinstance(above, Caption) and above.caption is None and credit is None:
            self.pieces[-1] = replace(above, caption=words)
        else:
            self.pieces.append(Caption(words, credit, signed.line.number))

    def _is_caption(self, signed: Signed) -> bool:
        if signed.sign not in (Sign.SENTENCES, Sign.BARE) or self.headline is None:
            return False
        if len(signed.text) > _CAPTION_MOST or SOCIAL.search(signed.text):
            return False
        if is_name(signed.text):
            return False
        if split_label(signed.text, self.style.tongue)[0]:
            return False
        least = CERTAIN if self.pieces else ENOUGH
        if self.pieces and not shows_a_picture(signed.text):
            return False
        below = self._text_at(self.place + 1)
        return caption_points(signed.text, self.headline, below, self.style) >= least

    def _is_heading(self, signed: Signed) -> bool:
        if signed.sign is Sign.RELATED:
            return True
        if signed.sign is not Sign.BARE or SOCIAL.search(signed.text):
            return False
        if RUN_ON_LEAD_IN.fullmatch(signed.text):
            return False
        if self.above_posts and STANDFIRST_HEADING.fullmatch(signed.text):
            return True
        below = self._sign_at(self.place + 1)
        return word_count(signed.text) <= _HEADING_MOST and below in (
            Sign.SENTENCES,
            Sign.BULLET,
            Sign.NUMBERED,
            Sign.OPEN,
        )

    def _put(self, piece: Piece, signed: Signed, fate: str) -> None:
        self.pieces.append(piece)
        self.account.note(signed.line, fate)

    def _sign_at(self, place: int) -> Sign | None:
        return self.row[place][0].sign if place < len(self.row) else None

    def _role_at(self, place: int) -> Role | None:
        return self.row[place][1] if place < len(self.row) else None

    def _text_at(self, place: int) -> str | None:
        return self.row[place][0].text if place < len(self.row) else None
