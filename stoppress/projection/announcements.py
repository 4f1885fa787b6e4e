"""What a screen reader may say of a revision: one line, or nothing.

Plain edits, pins, marks and reorderings are not worth an interruption.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from stoppress.projection.regions import Standing
from stoppress.projection.shared import news
from stoppress.projection.timeline import Post, Timeline
from stoppress.projection.words import headline_of, one_line, plain
from stoppress.record.history import Published
from stoppress.record.vocabulary import BEGINNINGS, Kind, Sort


def announcement(before: Standing, after: Standing, published: Published) -> str:
    """What may be said; empty where that is nothing."""
    said = []
    if published.kind in _OF_COVERAGE:
        said.append(_OF_COVERAGE[published.kind](after.timeline))
    elif published.post is not None and published.kind in _OF_POST:
        said.append(_OF_POST[published.kind](after.timeline.posts[published.post], published))
    said = [*filter(None, said), *_claims(before.timeline, published)]
    if len(said) == 1 and published.post is not None and published.kind in BEGINNINGS:
        return _without_headline(said[0], after.timeline.posts[published.post])
    return " ".join([*map(_closed, said[:-1]), *said[-1:]])


def _without_headline(sentence: str, post: Post) -> str:
    """What the page can read in the post that comes with it is not sent twice."""
    headline = one_line(post.copy.get("headline") or "") if post.is_shown else ""
    return sentence.removesuffix(f" {headline}") if headline else sentence


def _closed(sentence: str) -> str:
    """A headline has no full stop of its own."""
    return sentence if sentence.endswith((".", "!", "?", "…")) else f"{sentence}."


def _claims(before: Timeline, published: Published) -> Iterator[str]:
    """Claims on the page that are now judged otherwise."""
    for id, thing in news(published, before.shared).items():
        old = before.shared.get(id)
        if thing.sort is not Sort.CLAIM or old is None or id not in before.uses:
            continue
        status = thing.fields["status"]
        if status != old.fields["status"]:
            yield f"Claim {status}: {plain(thing.fields['text'])}"


def _new(post: Post, published: Published) -> str:
    return f"New post: {headline_of(post)}"


def _corrected(post: Post, published: Published) -> str:
    note = post.corrections[-1].note if post.is_shown and post.corrections else ""
    return f"Correction to “{headline_of(post)}”: {one_line(note)}" if note else ""


def _clarified(post: Post, published: Published) -> str:
    note = post.corrections[-1].note if post.is_shown and post.corrections else ""
    return f"Clarification of “{headline_of(post)}”: {one_line(note)}" if note else ""


def _withdrawn(post: Post, published: Published) -> str:
    reason = one_line(published.content.get("reason") or "")
    return f"A post was withdrawn: {reason}" if reason else "A post was withdrawn."


def _purged(post: Post, published: Published) -> str:
    is_present = post.words_at in (published.content.get("positions") or ())
    is_seen = is_present and post.standing == published.kind.value
    return f"A post was {published.kind.value}." if is_seen else ""


def _released(post: Post, published: Published) -> str:
    is_present = post.words_at in (published.content.get("positions") or ())
    return f"A post is shown again: {headline_of(post)}" if post.is_shown and is_present else ""


def _moved(post: Post, published: Published) -> str:
    title = one_line((published.content.get("to") or {}).get("title") or "")
    return f"A post has moved to “{title}”." if title else "A post has moved."


def _turned(said: str) -> Callable[[Timeline], str]:
    return lambda timeline: " ".join(filter(None, [said, one_line(timeline.note)]))


def _merged(timeline: Timeline) -> str:
    into = timeline.turn.into if timeline.turn else None
    goes_on = f"It goes on at “{one_line(into['title'])}”." if into else ""
    return " ".join(filter(None, ["This coverage has ended.", goes_on]))


def _joined(timeline: Timeline) -> str:
    title = one_line(timeline.joined[-1].title) if timeline.joined else ""
    return f"Another coverage was merged into this one: {title}" if title else ""


_OF_COVERAGE: dict[Kind, Callable[[Timeline], str]] = {
    Kind.PAUSED: _turned("This coverage is paused."),
    Kind.RESUMED: _turned("This coverage goes on."),
    Kind.ENDED: _turned("This coverage has ended."),
    Kind.REOPENED: _turned("This coverage has been reopened."),
    Kind.MERGED: _merged,
    Kind.JOINED: _joined,
}
_OF_POST: dict[Kind, Callable[[Post, Published], str]] = {
    Kind.POSTED: _new,
    Kind.MOVED_IN: _new,
    Kind.CORRECTED: _corrected,
    Kind.CLARIFIED: _clarified,
    Kind.WITHDRAWN: _withdrawn,
    Kind.WITHHELD: _purged,
    Kind.REMOVED: _purged,
    Kind.RELEASED: _released,
    Kind.MOVED_OUT: _moved,
}
