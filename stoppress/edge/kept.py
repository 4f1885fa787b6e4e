"""What was printed, kept in memory up to so many bytes; the one longest unasked for goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from stoppress.edge.printed import Printed

K = TypeVar("K", bound=Hashable)


class Kept(Generic[K]):
    """Whether a page is still what the store has is for its owner to know."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._pages: OrderedDict[K, Printed] = OrderedDict()

    def find(self, key: K) -> Printed | None:
        printed = self._pages.get(key)
        if printed is not None:
            self._pages.move_to_end(key)
        return printed

    def keep(self, key: K, printed: Printed) -> None:
        self.drop(key)
        self._pages[key] = printed
        self._bytes += printed.size
        while self._bytes > self._most_bytes:
            self._bytes -= self._pages.popitem(last=False)[1].size

    def drop(self, key: K) -> None:
        old = self._pages.pop(key, None)
        self._bytes -= old.size if old else 0

    def forget(self, which: Callable[[Printed], bool]) -> None:
        """Drop all those of which `which` is true."""
        for key in [key for key, printed in self._pages.items() if which(printed)]:
            self.drop(key)
