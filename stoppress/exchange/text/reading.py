"""From a page's plain text to its coverage. Every line is accounted for; nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from stoppress.exchange.capture import ImportedCoverage, ImportedPost, Lead
from stoppress.exchange.pieces import Caption, Link, Piece, link_from
from stoppress.exchange.text.account import PAGES, UNPARSED, Account
from stoppress.exchange.text.asides import Role, roles_of
from stoppress.exchange.text.body import Body, layout_of
from stoppress.exchange.text.copy_reader import Row, read_standfirst
from stoppress.exchange.text.header import Header, declared_in, read_header
from stoppress.exchange.text.headlines import Start, starts_of
from stoppress.exchange.text.leftovers import leftover_warnings
from stoppress.exchange.text.lines import read_lines
from stoppress.exchange.text.posts import read_post, take_day
from stoppress.exchange.text.signing import sign_lines
from stoppress.exchange.text.signs import Sign, Signed
from stoppress.exchange.text.style import style_of
from stoppress.exchange.warnings import warnings_about
from stoppress.lib.ids import slug_from

_FURNITURE = {Sign.FURNITURE: UNPARSED, Sign.PAGES: PAGES}
_RUNNING = (Sign.SENTENCES, Sign.OPEN, Sign.BULLET, Sign.NUMBERED)


def read_text(text: str, path: str = "", sha256: str | None = None) -> ImportedCoverage:
    """The coverage that `text` holds. Any text gives one; whether it is coverage is not asked."""
    lines = read_lines(text)
    account = Account(lines)
    signed = _without_furniture(sign_lines(lines), account)
    style = style_of(signed)
    header = read_header(signed, account)
    rest = tuple(signed[header.end :])
    sections = _cut(Body(rest, style, layout_of(rest, style)), account)
    above = [(line, Role.COPY) for line in header.standfirst]
    lead, standfirst = _lead_picture(
        header.lead, read_standfirst(above + sections.above, style, account)
    )
    coverage = ImportedCoverage(
        path=path,
        format="text",
        slug=slug_from(header.title),
        title=header.title,
        source=header.source,
        sha256=sha256,
        declared_posts=_declared(header, rest),
        lead=lead,
        standfirst=standfirst,
        posts=sections.posts,
        related=sections.related,
        warnings=(),
        account=account.fates(),
    )
    warnings = [*warnings_about(coverage), *leftover_warnings(account)]
    return replace(coverage, warnings=tuple(warnings))


def _without_furniture(signed: list[Signed], account: Account) -> list[Signed]:
    """The lines that may be copy: a button between a headline and its text parts nothing."""
    kept: list[Signed] = []
    begins = True  # whether the next line is the first of its run, now that others are gone
    for item in signed:
        line = item.line
        begins = begins or line.first
        if item.sign in _FURNITURE:
            account.note(line, _FURNITURE[item.sign])
            if line.last and kept:
                kept[-1] = replace(kept[-1], line=replace(kept[-1].line, last=True))
            continue
        kept.append(replace(item, line=replace(line, first=begins)))
        begins = False
    return kept


@dataclass(frozen=True)
class _Sections:
    above: Row  # lines before the first post
    posts: tuple[ImportedPost, ...]
    related: tuple[Link, ...]


def _cut(body: Body, account: Account) -> _Sections:
    roles = roles_of(body)
    related = _related(body, roles, account)
    starts = starts_of(body, roles)
    cuts = [*(start.place for start in starts), len(body)]
    above, day = take_day(_row(body, roles, range(cuts[0]), account), None, account)
    posts = []
    for start, end in zip(starts, cuts[1:], strict=True):
        headline = _headline_in(start)
        row = _row(body, roles, range(start.place, end), account)
        row, next_day = take_day(row, headline, account)
        post = read_post(row, headline, day, body.style, account)
        if post.headline or post.body:
            posts.append(post)
        else:
            _report_empty(row, account)
        day = next_day or day
    return _Sections(above, tuple(posts), related)


def _report_empty(row: Row, account: Account) -> None:
    """A time with no words behind it is no post."""
    for signed, _ in row:
        account.note_rest(signed.line, signed.text)


def _row(body: Body, roles: list[Role], places: range, account: Account) -> Row:
    """The lines of one section. Copy may go on behind a related list, but not behind the last one:
    there the foot of the page begins."""
    row: Row = []
    interrupted = False
    for place in places:
        signed, role = body.lines[place], roles[place]
        if role in (Role.RELATED_HEADING, Role.RELATED):
            interrupted = True
            continue
        if interrupted and signed.sign in _RUNNING and places.stop < len(body):
            interrupted = False
        if interrupted:
            account.note(signed.line, UNPARSED)
        else:
            row.append((signed, role))
    return row


def _headline_in(start: Start) -> int | None:
    return None if start.headline is None else start.headline - start.place


def _related(body: Body, roles: list[Role], account: Account) -> tuple[Link, ...]:
    """Each related link once, however often the page repeats its list."""
    found: dict[str, Link] = {}
    headings: set[str] = set()
    for signed, role in zip(body.lines, roles, strict=True):
        if role is Role.RELATED_HEADING:
            again = signed.text.casefold() in headings
            headings.add(signed.text.casefold())
            account.note(signed.line, "related-heading-again" if again else "related-heading")
        elif role is Role.RELATED:
            again = signed.text.casefold() in found
            found.setdefault(signed.text.casefold(), link_from(signed.text, signed.line.number))
            account.note(signed.line, "related-again" if again else "related")
    return tuple(found.values())


def _declared(header: Header, rest: Iterable[Signed]) -> int | None:
    if header.declared is not None:
        return header.declared
    said = (declared_in(signed.text) for signed in rest if signed.sign is Sign.DECLARED)
    return next(said, None)


def _lead_picture(
    lead: Lead | None, standfirst: tuple[Piece, ...]
) -> tuple[Lead | None, tuple[Piece, ...]]:
    """Where there is no lead video, a picture above the posts is the lead."""
    picture = next((piece for piece in standfirst if isinstance(piece, Caption)), None)
    if lead is not None or picture is None:
        return lead, standfirst
    kept = tuple(piece for piece in standfirst if piece is not picture)
    return Lead("picture", caption=picture.caption, credit=picture.credit), kept
