"""Pages from the public store, kept in memory while they are as new as the hub's knowledge.

A page of a coverage is current until that coverage's position moves; one of no coverage (the front
door) and a checkpoint until anything is committed; an asset for as long as its generation. Whatever
is asked for meanwhile is one read of the store, however many ask. The first page of live coverage
is read ahead when the store moves, if anybody has asked for it since it was read last.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from stoppress.edge.answers import NOT_FOUND, STORE_DOWN
from stoppress.edge.codings import ALL, GZIP_ALONE
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
        self._under_way: dict[str, Read] = {}
        self._asked: set[str] = set()  # first pages of live coverage, since they were read last
        hub.when_words_go(self._forget)
        hub.when_it_moves(self._read_ahead)

    def serve(
        self,
        connection: Connection,
        request: Request,
        path: str,
        how: Callable[[Reader], Page | None] | None = None,
    ) -> None:
        """Answer from memory at once, else when the page has been read.

        `how` is given where it is no page of the store's own; always the same for a path.
        """
        printed = self._kept.find(path)
        if printed is not None and self._is_current(printed):
            if printed.is_front:
                self._asked.add(path)
            connection.answer(printed.answer_to(request))
            return
        read = self._under_way.get(path) or self._begin(
            Read(path, how or partial(_page, path=path), waiting=set())
        )
        # What had begun before the hub heard of the newest may not hold it.
        is_new = read.version == self._hub.version
        connection.wait(Reading(connection, request, read.waiting if is_new else read.later))

    def _is_current(self, printed: Printed) -> bool:
        if printed.site != self._hub.site:
            return False
        if printed.cache == "asset":
            return True
        if not printed.slug or printed.cache == "checkpoint":
            return printed.version == self._hub.version
        channel = self._hub.channel(printed.slug)
        return channel is not None and printed.position >= channel.position

    def _read_ahead(self) -> None:
        for path in self._asked - self._under_way.keys():
            printed = self._kept.find(path)
            if printed is None or not self._is_current(printed):
                self._begin(Read(path, partial(_page, path=path), waiting=set()))

    def _begin(self, read: Read) -> Read:
        read.version = self._hub.version
        self._under_way[read.path] = read
        self._asked.discard(read.path)
        is_front = self._is_front(read.path)
        question = partial(_read, how=read.how, version=read.version, is_front=is_front)
        self._store.ask(question, partial(self._has_been_read, read))
        return read

    def _is_front(self, path: str) -> bool:
        channel = self._hub.channel(path[1:-1])
        return channel is not None and not channel.is_ended and path.endswith("/")

    def _has_been_read(self, read: Read, outcome: tuple[Site, Printed | None] | Exception) -> None:
        del self._under_way[read.path]
        printed = None if isinstance(outcome, Exception) else outcome[1]
        if printed is not None and self._is_current(printed):
            self._kept.keep(read.path, printed)
            read.waiting |= read.later
        else:
            self._kept.drop(read.path)  # what has been overtaken may hold words that are gone
            has_moved = read.version != self._hub.version  # else it would only be read the same
            if has_moved and (read.later or (printed is not None and printed.is_front)):
                # Those who asked later wait in their set: it is kept.
                self._begin(Read(read.path, read.how, waiting=read.later))
        if isinstance(outcome, Exception):
            note(f"{read.path} could not be read: {outcome}")
        if printed is not None and printed.is_front and read.waiting:
            self._asked.add(read.path)
        instead = STORE_DOWN if isinstance(outcome, Exception) else NOT_FOUND
        for one in read.waiting.copy():
            one.connection.answer(printed.answer_to(one.request) if printed else instead)

    def _forget(self, slug: str | None) -> None:
        self._kept.forget(
            lambda printed: (
                slug is None or (printed.cache != "asset" and printed.slug in (slug, ""))
            )
        )


@dataclass(eq=False)
class Read:
    """A page that is being read from the store. `version`: the hub's, when this was begun."""

    path: str
    how: Callable[[Reader], Page | None]
    waiting: set[Reading]
    later: set[Reading] = field(default_factory=set)  # who asked when the hub knew more
    version: int = 0


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
    reader: Reader,
    site: Site,
    *,
    how: Callable[[Reader], Page | None],
    version: int,
    is_front: bool,
) -> Printed | None:
    page = how(reader)
    return print_page(site, page, version, ALL if is_front else GZIP_ALONE) if page else None


def _page(reader: Reader, *, path: str) -> Page | None:
    return reader.page(path)
