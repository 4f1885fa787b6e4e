"""What can be wrong with a log, a note or a proof. The text of each is one sentence."""

from __future__ import annotations


class LogError(Exception):
    """Something is wrong with a log, or with what was asked of it."""


class Malformed(LogError):
    """Bytes that do not have the form that their specification asks for."""


class Unverified(LogError):
    """A note that no known key signed, or with a wrong signature of a known key."""


class BadProof(LogError):
    """A proof that does not prove what it was shown for."""


class BadTile(LogError):
    """A tile or bundle that does not belong to the tree, or is not there. `path` says which."""

    def __init__(self, path: str, text: str) -> None:
        super().__init__(f"{path}: {text}")
        self.path = path


class NotAFork(LogError):
    """Two checkpoints that may both be true, or of which nothing else is proven."""
