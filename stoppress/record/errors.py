"""Why an append is refused. Each text is one sentence that an editor or operator can act on."""


class Refused(Exception):
    """The append was not made; nothing was written."""


class Conflict(Refused):
    """The post has moved on since the words were taken from it."""


class BadContent(Refused):
    """The content is not what docs/reference/content.md allows."""
