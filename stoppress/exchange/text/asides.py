"""Lines that belong to no post's copy: related lists, links behind a lead-in, lost videos."""

from __future__ import annotations

from enum import Enum, auto

from stoppress.exchange.sentences import ends_sentence, word_count
from stoppress.exchange.text.body import Body
from stoppress.exchange.text.signs import Sign

_LINK_MOST = 300  # characters
_ABOVE_CLIP = 2  # lines of a video above its length: a label and a title
_HEADING_MOST = 4  # words of the heading of a related list that is known by its shape alone


class Role(Enum):
    """What a line is for."""

    COPY = auto()
    RELATED_HEADING = auto()
    RELATED = auto()
    LINK = auto()  # behind a lead-in
    CLIP_TITLE = auto()
    CLIP = auto()


def roles_of(body: Body) -> list[Role]:
    """A role for every line of `body`."""
    roles = [Role.COPY] * len(body)
    place = 0
    while place < len(body):
        place = _mark(body, roles, place)
    return roles


def _mark(body: Body, roles: list[Role], place: int) -> int:
    """Give roles to the aside that begins at `place`, if one does; the place to go on from."""
    sign = body.sign(place)
    if sign is Sign.CLIP:
        _mark_clip(body, roles, place)
    elif sign is Sign.LEAD_IN:
        return _mark_all(roles, _links_behind(body, place), Role.LINK, place)
    elif sign is Sign.RELATED or _heads_a_list(body, place):
        items = _related_behind(body, place)
        if items:
            roles[place] = Role.RELATED_HEADING
        return _mark_all(roles, items, Role.RELATED, place)
    return place + 1


def _mark_all(roles: list[Role], items: range, role: Role, place: int) -> int:
    for item in items:
        roles[item] = role
    return items.stop if items else place + 1


def _mark_clip(body: Body, roles: list[Role], place: int) -> None:
    """The title of a video stands above its length, in the same run of lines."""
    roles[place] = Role.CLIP
    above = place
    while _stands_under_a_line(body, above) and place - above < _ABOVE_CLIP:
        above -= 1
        if roles[above] is not Role.COPY:
            return
        roles[above] = Role.CLIP_TITLE
    if above == place and body.sign(place - 1) is Sign.BARE and body.sign(place - 2) is Sign.BARE:
        roles[place - 1] = Role.CLIP_TITLE


def _stands_under_a_line(body: Body, place: int) -> bool:
    return not body.lines[place].line.first and body.sign(place - 1) is Sign.BARE


def _links_behind(body: Body, place: int) -> range:
    start = place + 1
    if body.sign(start) in (Sign.BULLET, Sign.NUMBERED):
        bullets = _bullets_from(body, start)
        says_more = any(ends_sentence(body.lines[item].text) for item in bullets)
        return range(start, start) if says_more else bullets
    chunk = _chunk_from(body, start)
    if len(chunk) > 1 or (chunk and not body.lines[start].line.first):
        bare = all(body.sign(item) is Sign.BARE for item in chunk)
        return chunk if bare else range(start, start)
    return _single_lines_from(body, start)


def _related_behind(body: Body, place: int) -> range:
    start = place + 1
    if body.sign(start) in (Sign.BULLET, Sign.NUMBERED):
        return _bullets_from(body, start)
    chunk = _chunk_from(body, start)
    if len(chunk) > 1 or (chunk and not body.lines[start].line.first):
        short = all(len(body.lines[item].text) <= _LINK_MOST for item in chunk)
        return chunk if short else range(start, start)
    return _single_lines_from(body, start)


def _heads_a_list(body: Body, place: int) -> bool:
    """Whether a few words stand alone above a run of lines that all look like headlines."""
    signed = body.lines[place]
    alone = signed.line.first and signed.line.last
    if signed.sign is not Sign.BARE or not alone or word_count(signed.text) > _HEADING_MOST:
        return False
    chunk = _chunk_from(body, place + 1)
    if len(chunk) < 2 or any(body.sign(item) is not Sign.BARE for item in chunk):
        return False
    return sum(word_count(body.lines[item].text) for item in chunk) >= 4 * len(chunk)


def _bullets_from(body: Body, start: int) -> range:
    end = start
    while body.sign(end) in (Sign.BULLET, Sign.NUMBERED) and _is_short(body, end):
        end += 1
    return range(start, end)


def _chunk_from(body: Body, start: int) -> range:
    """The lines from `start` to the next empty one."""
    if start >= len(body):
        return range(start, start)
    end = start
    while end < len(body) - 1 and not body.lines[end].line.last:
        end += 1
    return range(start, end + 1)


def _single_lines_from(body: Body, start: int) -> range:
    """Lines like headlines, each alone; the one that heads a post ends them."""
    end = start
    while body.sign(end) is Sign.BARE and _is_short(body, end) and not body.heads(end):
        end += 1
    return range(start, end)


def _is_short(body: Body, place: int) -> bool:
    return len(body.lines[place].text) <= _LINK_MOST
