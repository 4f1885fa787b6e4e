"""The kinds of revision, in the past tense, and the states of a coverage."""

from django.db.models import TextChoices


class Kind(TextChoices):
    """What one revision did (docs/reference/record.md)."""

    OPENED = "opened"
    HEADER_CHANGED = "header_changed"
    POSTED = "posted"
    REVISED = "revised"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    PINNED = "pinned"
    UNPINNED = "unpinned"
    MARKED_KEY = "marked_key"
    UNMARKED_KEY = "unmarked_key"
    ENDED = "ended"


class State(TextChoices):
    """Whether a coverage still takes posts."""

    LIVE = "live"
    ENDED = "ended"


HEADERS = frozenset({Kind.OPENED, Kind.HEADER_CHANGED})
COPY = frozenset({Kind.POSTED, Kind.REVISED, Kind.CORRECTED})  # these carry the whole post
OF_COVERAGE = HEADERS | {Kind.ENDED}
