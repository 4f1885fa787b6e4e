"""Instants as readers see them: UTC first, the story's own zone beside it, dates where needed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from stoppress.lib.clock import from_rfc3339, to_rfc3339
from stoppress.projection.setting import Setting
from stoppress.projection.timeline import Post

# Not strftime, whose words hang on the machine's locale. English, as all of the page is for now.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True)
class Clock:
    """One instant in words: `utc` "20:17 UTC", `local` "15:17 Houston" or empty."""

    iso: str
    utc: str
    local: str


@dataclass(frozen=True)
class When:
    """When a post was: `main` null where the source does not say; `filed` the second time.

    `how` it last changed: "edited", "corrected", "clarified", or its standing where not shown.
    """

    main: Clock | None
    filed: Clock | None
    edited: Clock | None
    how: str


def when(post: Post, setting: Setting) -> When:
    """What happened counts before when it was published; for imported copy its source's times."""
    happened = _instant(post.copy.get("happened_at"))
    published: datetime | None = post.posted_at
    origin = post.copy.get("origin")
    if origin is not None:
        published = _instant(origin.get("published_at"))
    elif post.purge and setting.source:
        published = None  # what the source said of it went with its words
    main_at = happened or published
    filed_at = published if happened and not _same_minute(happened, published) else None
    how, changed_at = _last_change(post)
    main, filed, edited = (
        clock(at, setting) if at else None for at in (main_at, filed_at, changed_at)
    )
    return When(main, filed, edited, how)


def _last_change(post: Post) -> tuple[str, datetime | None]:
    """How it last changed, in a word, and when; no instant where it is as it was posted."""
    notices = {"moved": post.moved, "withdrawn": post.withdrawn}
    if not post.is_shown:
        notice = notices.get(post.standing, post.purge)
        return post.standing, notice.at if notice else None
    last = post.corrections[-1] if post.corrections else None
    if last is None or last.at != post.changed_at:
        return "edited", post.changed_at
    return ("clarified" if last.is_clarification else "corrected"), post.changed_at


def clock(at: datetime, setting: Setting) -> Clock:
    """`at` in words. Its date is named where it is not the coverage's day, once if once will do."""
    there = at.astimezone(setting.zone_info) if setting.zone_info else None
    days = {at.date()} | ({there.date()} if there else set())
    named = days != {setting.day}
    utc, local = f"{at:%H:%M} UTC", ""
    if there:
        local = f"{there:%H:%M} {setting.place}"
        if named and len(days) > 1:
            local = f"{in_words(there.date())}, {local}"
    if named:
        utc = f"{in_words(at.date())}, {utc}"
    return Clock(to_rfc3339(at), utc, local)


def in_words(day: date) -> str:
    """`20 July 1969`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _instant(text: str | None) -> datetime | None:
    return from_rfc3339(text) if text else None


def _same_minute(one: datetime, other: datetime | None) -> bool:
    return other is not None and abs((one - other).total_seconds()) < 60
