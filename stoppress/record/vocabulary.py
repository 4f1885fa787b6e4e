"""The kinds of revision, in the past tense, and the states of coverages, posts and words."""

from django.db.models import TextChoices


class Kind(TextChoices):
    """What one revision did (docs/reference/record.md)."""

    OPENED = "opened"
    HEADER_CHANGED = "header_changed"
    POSTED = "posted"
    REVISED = "revised"
    CORRECTED = "corrected"
    CLARIFIED = "clarified"
    WITHDRAWN = "withdrawn"
    WITHHELD = "withheld"
    RELEASED = "released"
    REMOVED = "removed"
    PINNED = "pinned"
    UNPINNED = "unpinned"
    MARKED_KEY = "marked_key"
    UNMARKED_KEY = "unmarked_key"
    REORDERED = "reordered"
    MOVED_OUT = "moved_out"
    MOVED_IN = "moved_in"
    SHARED_CHANGED = "shared_changed"
    PAUSED = "paused"
    RESUMED = "resumed"
    ENDED = "ended"
    REOPENED = "reopened"
    MERGED = "merged"
    JOINED = "joined"
    LOST = "lost"
    CONTINUED = "continued"


class State(TextChoices):
    """Whether a coverage takes posts."""

    LIVE = "live"
    PAUSED = "paused"
    ENDED = "ended"
    MERGED = "merged"


class Standing(TextChoices):
    """What readers see in the place of a post."""

    SHOWN = "shown"
    WITHDRAWN = "withdrawn"
    WITHHELD = "withheld"
    REMOVED = "removed"
    MOVED = "moved"


class Absence(TextChoices):
    """Why the words of a revision are not shown."""

    WITHHELD = "withheld"
    REMOVED = "removed"
    LOST = "lost"


class Sort(TextChoices):
    """What is written once and shown in many posts."""

    CONTEXT = "context"
    CLAIM = "claim"
    SOURCE = "source"
    THREAD = "thread"


HEADERS = frozenset({Kind.OPENED, Kind.HEADER_CHANGED})
BEGINNINGS = frozenset({Kind.POSTED, Kind.MOVED_IN})  # a post's first revision
# These carry the whole post.
COPY = BEGINNINGS | {Kind.REVISED, Kind.CORRECTED, Kind.CLARIFIED}
# These change what words there are to be seen, also of positions before them.
PURGES = frozenset({Kind.WITHHELD, Kind.RELEASED, Kind.REMOVED, Kind.LOST})
# These are never said of a post; those of PURGES may be.
OF_COVERAGE = HEADERS | {
    Kind.SHARED_CHANGED,
    Kind.PAUSED,
    Kind.RESUMED,
    Kind.ENDED,
    Kind.REOPENED,
    Kind.MERGED,
    Kind.JOINED,
    Kind.LOST,
    Kind.CONTINUED,
}
