"""Pages from the public store, kept in memory while they are as new as the hub's knowledge.

A page of a coverage is current until that coverage's position moves; one of no coverage (the front
door) and a checkpoint until anything is committed; an asset for as long as its generation. Whatever
is asked for meanwhile is one read of the store, however many ask.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from stoppress.edge.answers import NOT_FOUND, STORE_DOWN
from stoppress.edge.hub import Hub
from stoppress.edge.journal import note
from stoppress.edge.kept import Kept
from stoppress.edge.limits import Limits
from stoppress.edge.pending import Pending
from stoppress.edge.printed import Printed, print_page
from stoppress.edge.protocol import Connection
from stoppress.edge.requests import Request
from stoppress.edge.store import Store
from stoppress.public_store import Page, Reader, Site


class Pages:
    """The cache, bounded in bytes."""

    def __init__(self, hub: Hub, store: Store, limits: Limits) -> None:
        self._hub = hub
        self._store = store
        self._kept: Kept[str] = Kept(limits.page_bytes)
        self._being_read: dict[str, set[Reading]] = {}
        hub.when_words_go(self._forget)

    def serve(
        self,
        connection: Connection,
        request: Request,
        path: str,
        read: Callable[[Reader], Page | None] | None = None,
    ) -> None:
        """Answer from memory at once, else when the page has been read.

        `read` is how, where it is no page of the store's own; always the same for a path.
        """
        printed = self._kept.find(path)
        if printed is not None and self._is_current(printed):
            connection.answer(printed.answer_to(request))
            return
        if path not in self._being_read:
            self._being_read[path] = set()
            question = partial(
                _read, read=read or partial(_page, path=path), version=self._hub.version
            )
            self._store.ask(question, partial(self._has_been_read, path))
        connection.wait(Reading(connection, request, self._being_read[path]))

    def _is_current(self, printed: Printed) -> bool:
        if printed.site != self._hub.site:
            return False
        if printed.cache == "asset":
            return True
        if not printed.slug or printed.cache == "checkpoint":
            return printed.version == self._hub.version
        channel = self._hub.channel(printed.slug)
        return channel is not None and printed.position >= channel.position

    def _has_been_read(self, path: str, outcome: tuple[Site, Printed | None] | Exception) -> None:
        waiting = self._being_read.pop(path)
        printed = None if isinstance(outcome, Exception) else outcome[1]
        if printed is not None and self._is_current(printed):
            self._kept.keep(path, printed)
        else:
            self._kept.drop(path)  # what has been overtaken may hold words that are gone
        if isinstance(outcome, Exception):
            note(f"{path} could not be read: {outcome}")
        instead = STORE_DOWN if isinstance(outcome, Exception) else NOT_FOUND
        for one in waiting.copy():
            one.connection.answer(printed.answer_to(one.request) if printed else instead)

    def _forget(self, slug: str | None) -> None:
        self._kept.forget(
            lambda printed: (
                slug is None or (printed.cache != "asset" and printed.slug in (slug, ""))
            )
        )


class Reading(Pending):
    """A request for a page that is being read; one of those that will be answered together."""

    __slots__ = ("_together", "request")

    outlives_half_close = True

    def __init__(self, connection: Connection, request: Request, together: set[Reading]) -> None:
        super().__init__(connection)
        self.request = request
        self._together = together
        together.add(self)

    def leave(self) -> None:
        self._together.discard(self)


def _read(
    reader: Reader, site: Site, *, read: Callable[[Reader], Page | None], version: int
) -> Printed | None:
    page = read(reader)
    return print_page(site, page, version) if page else None


def _page(reader: Reader, *, path: str) -> Page | None:
    return reader.page(path)
