"""One post of a page: its headline, time and names, then its copy."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from stoppress.exchange.capture import ImportedPost
from stoppress.exchange.moments import Moment
from stoppress.exchange.text.account import Account
from stoppress.exchange.text.asides import Role
from stoppress.exchange.text.copy_reader import Row, read_copy
from stoppress.exchange.text.signs import Sign, Signed
from stoppress.exchange.text.stamps import Stamp
from stoppress.exchange.text.style import Style


@dataclass(frozen=True)
class _Top:
    """What stands above a post's copy; `length` lines of it."""

    headline: str | None
    moment: Moment | None
    byline: str | None
    length: int


def read_post(
    row: Row, headline: int | None, day: date | None, style: Style, account: Account
) -> ImportedPost:
    """The post that `row` holds; its headline is `row[headline]`.

    `day` is the one that a line above the post named for it and those below it.
    """
    top = _read_top(row, headline, account)
    moment = top.moment.on(day) if top.moment else None
    at = moment.instant() if moment else None
    return ImportedPost(
        headline=top.headline,
        published_at=at,
        time_text=moment.text if moment and at is None else None,
        byline=top.byline,
        body=read_copy(row[top.length :], top.headline, style, account),
        line=row[0][0].line.number,
    )


def take_day(row: Row, headline: int | None, account: Account) -> tuple[Row, date | None]:
    """`row` without a line at its end that names the day of the posts below it, and that day."""
    if not row:
        return row, None
    signed, _ = row[-1]
    own = len(row) > 1 and (row[-2][0].sign is Sign.STAMP or headline == len(row) - 2)
    if own or signed.stamp is None or signed.stamp.moment is None or not signed.stamp.moment.is_day:
        return row, None
    account.note(signed.line, "day")
    return row[:-1], signed.stamp.moment.day


def _read_top(row: Row, headline: int | None, account: Account) -> _Top:
    words: str | None = None
    moments: list[Moment] = []
    names: list[str] = []
    length = 0
    clocked: Moment | None = None  # the first that names a clock time; the others must agree
    for place, (signed, role) in enumerate(row):
        if place == headline:
            words = signed.text
            account.note(signed.line, "headline")
        elif role is not Role.COPY or not _belongs_to_top(signed.stamp, clocked):
            break
        else:
            _take(signed, moments, names, account)
            clocked = clocked or next((m for m in moments[-1:] if m.clock), None)
        length = place + 1
    return _Top(words, _together(moments), "; ".join(names) or None, length)


def _belongs_to_top(stamp: Stamp | None, clocked: Moment | None) -> bool:
    if stamp is None or stamp.renewed:
        return False
    return stamp.moment is None or clocked is None or stamp.moment.agrees_with(clocked)


def _take(signed: Signed, moments: list[Moment], names: list[str], account: Account) -> None:
    assert signed.stamp
    if signed.stamp.moment:
        moments.append(signed.stamp.moment)
        account.note(signed.line, "time")
    if signed.stamp.byline:
        names.append(signed.stamp.byline)
        account.note(signed.line, "byline")


def _together(moments: list[Moment]) -> Moment | None:
    """What lines of their own say of one time: a day, a clock time, the same in other words."""
    if not moments:
        return None
    day = next((moment.day for moment in moments if moment.is_day), None)
    fullest = max(
        moments, key=lambda moment: sum(map(bool, (moment.clock, moment.zone, moment.day)))
    )
    return replace(fullest.on(day), text=", ".join(moment.text for moment in moments))
