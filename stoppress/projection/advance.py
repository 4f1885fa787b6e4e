"""One coverage taken further, revision by revision: what each makes of what stood before it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from stoppress.lib.clock import to_rfc3339
from stoppress.projection.fold import fold, unopened
from stoppress.projection.frames import frame
from stoppress.projection.pages import Change, put_change
from stoppress.projection.regions import Standing, standing
from stoppress.projection.setting import setting_of
from stoppress.projection.site import Site
from stoppress.projection.timeline import Timeline
from stoppress.public_store import Publication
from stoppress.record.history import Published
from stoppress.record.vocabulary import PURGES

# Gives the timeline before a purge as the record tells it now that words are gone, or are back;
# null where that is what `steps` made of it.
Afresh = Callable[[Published], Timeline | None]


@dataclass(frozen=True)
class Step:
    """One revision. `before` null: there was nothing.

    `touched` are the posts that may look other than they did. At a purge, nothing that had been
    made of the words before is compared with: all that may have shown them counts as other.
    """

    published: Published
    before: Standing | None
    after: Standing
    touched: tuple[str, ...]
    is_purge: bool


def steps(
    slug: str,
    before: Standing | None,
    revisions: Iterable[Published],
    language: str,
    afresh: Afresh | None = None,
) -> Iterator[Step]:
    """What each of `revisions` makes of `before`.

    `afresh` is asked at each purge; without it, `revisions` must be as they read after the last.
    """
    now = before
    for published in revisions:
        if published.kind in PURGES:
            step = _purge(slug, now, published, language, afresh)
        else:
            step = _step(slug, now, published, language)
        yield step
        now = step.after


def put_step(publication: Publication, site: Site, step: Step) -> None:
    """Write the frame, and what of the dated parts and pages is other than before."""
    after = step.after
    told = frame(step.before, after, step.published)
    at = to_rfc3339(step.published.at, microseconds=True)
    publication.put_frame(after.timeline.slug, replace(told, at=at))
    before = None if step.is_purge else step.before
    put_change(publication, Change(site, before, after, step.touched))


def _step(slug: str, before: Standing | None, published: Published, language: str) -> Step:
    timeline = fold(before.timeline if before else unopened(slug), published)
    after = standing(timeline, language, before)
    touched = timeline.touched
    if before is not None and before.setting != after.setting:
        touched = tuple(timeline.posts)
    return Step(published, before, after, touched, is_purge=False)


def _purge(
    slug: str,
    shown: Standing | None,
    published: Published,
    language: str,
    afresh: Afresh | None,
) -> Step:
    """`shown` is what readers have, and so must be told even where the record never said it."""
    past = shown.timeline if shown else unopened(slug)
    if afresh is not None:
        past = afresh(published) or past
    timeline = fold(past, published)
    used = (id for ids in timeline.uses.values() for id in ids)
    timeline = replace(timeline, touched=tuple(dict.fromkeys((*timeline.touched, *used))))
    after = standing(timeline, language)
    before = Standing(past, setting_of(past, language), dict.fromkeys(after.regions, ""))
    touched = timeline.touched
    if shown is not None:
        touched = tuple(dict.fromkeys((*touched, *_other_posts(shown.timeline, timeline))))
    return Step(published, before, after, touched, is_purge=True)


def _other_posts(shown: Timeline, timeline: Timeline) -> Iterator[str]:
    return (id for id, post in timeline.posts.items() if shown.posts.get(id) != post)
