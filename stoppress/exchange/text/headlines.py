"""Where posts begin. With times, a post begins beside its time; without, at its headline."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from stoppress.exchange.sentences import word_count
from stoppress.exchange.text.asides import Role
from stoppress.exchange.text.body import Body, Layout
from stoppress.exchange.text.captions import ENOUGH, caption_points, share_of
from stoppress.exchange.text.signs import Sign

_LIST_LEAST = 4  # headline-like lines in a row are a list that lost its marks, not posts
_HEADING_MOST = 3  # words; where headlines are long, less is a heading inside a post
_LAST_LEAST = 5  # words of a headline with nothing at all behind it


@dataclass(frozen=True)
class Start:
    """A post begins at `place`; its headline stands at `headline`, if it has one."""

    place: int
    headline: int | None


def starts_of(body: Body, roles: list[Role]) -> list[Start]:
    """Where each post begins, in the order of the source."""
    if body.layout is Layout.UNTIMED:
        return [Start(place, place) for place in _untimed(body, roles)]
    return _timed(body, roles)


def _timed(body: Body, roles: list[Role]) -> list[Start]:
    step = 1 if body.layout is Layout.TIME_FIRST else -1
    starts: list[Start] = []
    copy = -1  # the last line that is neither a time nor a name
    for place, signed in enumerate(body.lines):
        copy = place if signed.sign is not Sign.STAMP else copy
        if not signed.is_time or roles[place] is not Role.COPY:
            continue
        headline = body.headline_beside(place, step)
        if headline is not None and roles[headline] is not Role.COPY:
            headline = None
        start = Start(place if headline is None else min(place, headline), headline)
        if not starts or copy > max(starts[-1].place, starts[-1].headline or 0):
            starts.append(start)
        elif starts[-1].headline is None:
            starts[-1] = _second_start(body, starts[-1], start)
    return starts


def _second_start(body: Body, first: Start, second: Start) -> Start:
    """Two times with nothing between them: of one post, or else the first is the whole page's."""
    one, two = body.lines[first.place].stamp, body.lines[second.place].stamp
    same = one and two and one.moment and two.moment and one.moment.agrees_with(two.moment)
    return Start(first.place, second.headline) if same else second


def _untimed(body: Body, roles: list[Role]) -> list[int]:
    heads: list[int] = []
    place = 0
    while place < len(body):
        run = _run_from(body, roles, place)
        heads.extend(_heads_of_run(body, run, bool(heads)))
        place = max(run.stop, place + 1)
    return _without_headings(body, heads)


def _run_from(body: Body, roles: list[Role], start: int) -> range:
    """Lines in a row, from `start`, that all have the shape of a headline."""
    end = start
    while end < len(body) and roles[end] is Role.COPY and body.may_head(end):
        end += 1
    return range(start, end)


def _heads_of_run(body: Body, run: range, has_post: bool) -> list[int]:
    """Which of some headline-like lines in a row are headlines."""
    if not run:
        return []
    first, last = run[0], run[-1]
    if not body.heads(last):
        alone = len(run) == 1 and word_count(body.lines[last].text) >= _LAST_LEAST
        return [last] if alone else []
    if len(run) == 1:
        return [first]
    if len(run) >= _LIST_LEAST:
        return [last] if has_post else list(run)
    if not body.lines[first + 1].line.first or _is_about(body, first, last):
        return [first]
    return list(run)


def _is_about(body: Body, first: int, last: int) -> bool:
    """Whether what follows two headline-like lines belongs to the first: the other is a caption."""
    headline, other = body.lines[first].text, body.lines[last].text
    below = body.lines[last + 1].text
    if caption_points(other, headline, below, body.style) >= ENOUGH:
        return True
    return share_of(headline, below) > share_of(other, below)


def _without_headings(body: Body, heads: list[int]) -> list[int]:
    """`heads` without those that are much shorter than all the others."""
    counts = {place: word_count(body.lines[place].text) for place in heads}
    if not counts or median(counts.values()) < 2 * _HEADING_MOST:
        return heads
    return [
        place
        for place in heads
        if counts[place] > _HEADING_MOST or body.sign(place + 1) is Sign.STAMP or place == heads[0]
    ]
