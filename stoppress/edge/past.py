"""Pages as they stood: `?at=`. Few are made at once, some may wait, and the rest come back later.

They cost more than a page of the present and are seldom asked for twice: so they have a store
connection and a thread each, apart from those of the present, and little memory.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial

from stoppress.edge.answers import (
    NO_STORE,
    NOT_FOUND,
    PAST_AWAY,
    PAST_BUSY,
    STORE_DOWN,
    Answer,
    redirect,
)
from stoppress.edge.channel import Channel
from stoppress.edge.hub import Hub
from stoppress.edge.journal import note
from stoppress.edge.kept import Kept
from stoppress.edge.limits import Limits
from stoppress.edge.pages import Reading
from stoppress.edge.printed import Printed, print_past
from stoppress.edge.protocol import Connection
from stoppress.edge.requests import Request
from stoppress.edge.routes import Past as Wanted
from stoppress.edge.store import Store
from stoppress.public_store import BelowFloor, Reader, Site

Found = Printed | Answer
Question = Callable[[Reader, Site], Found]


class Past:
    """`stores`: as many as may be made at once."""

    def __init__(self, hub: Hub, stores: Sequence[Store], limits: Limits) -> None:
        self._hub = hub
        self._idle = list(stores)
        self._most_waiting = limits.past_waiting
        self._kept: Kept[Wanted] = Kept(limits.past_bytes)
        self._queue: deque[Wanted] = deque()
        self._asked: dict[Wanted, set[Reading]] = {}
        hub.when_words_go(self._forget)

    def serve(
        self, connection: Connection, request: Request, channel: Channel, wanted: Wanted
    ) -> None:
        """Answer at once what is known, else when it has been made."""
        if isinstance(wanted.moment, int):
            if not 0 < wanted.moment <= channel.position:
                connection.answer(NOT_FOUND)
                return
            if wanted.moment <= channel.head.floor:
                connection.answer(PAST_AWAY)
                return
        printed = self._kept.find(wanted)
        if printed is not None and self._is_current(printed):
            connection.answer(printed.answer_to(request))
        elif wanted in self._asked:
            connection.wait(Reading(connection, request, self._asked[wanted]))
        elif not self._idle and len(self._queue) >= self._most_waiting:
            connection.answer(PAST_BUSY)
        else:
            self._asked[wanted] = set()
            self._queue.append(wanted)
            connection.wait(Reading(connection, request, self._asked[wanted]))
            self._make_next()

    def _make_next(self) -> None:
        while self._idle and self._queue:
            wanted = self._queue.popleft()
            if not self._asked[wanted]:
                del self._asked[wanted]  # everybody has gone meanwhile
                continue
            store = self._idle.pop()
            store.ask(partial(_make, wanted=wanted), partial(self._has_been_made, store, wanted))

    def _has_been_made(
        self, store: Store, wanted: Wanted, outcome: tuple[Site, Found] | Exception
    ) -> None:
        self._idle.append(store)
        if isinstance(outcome, Exception):
            note(f"{wanted.path}?at={wanted.moment} could not be read: {outcome}")
            found: Found = STORE_DOWN
        else:
            found = outcome[1]
        if isinstance(found, Printed) and self._is_current(found):
            self._kept.keep(wanted, found)
        for one in self._asked.pop(wanted).copy():
            answer = found if isinstance(found, Answer) else found.answer_to(one.request)
            one.connection.answer(answer)
        self._make_next()

    def _is_current(self, printed: Printed) -> bool:
        channel = self._hub.channel(printed.slug)
        return (
            channel is not None
            and printed.site == self._hub.site
            and printed.purged == channel.head.purged
        )

    def _forget(self, slug: str | None) -> None:
        self._kept.forget(lambda printed: slug in (None, printed.slug))


def _make(reader: Reader, site: Site, *, wanted: Wanted) -> Found:
    try:
        if isinstance(wanted.moment, str):
            position = reader.position_at(wanted.slug, wanted.moment)
            there = f"{wanted.path}?at={position}"
            return redirect(302, there, NO_STORE) if position else NOT_FOUND
        page = reader.page_at(wanted.path, wanted.moment)
    except BelowFloor:
        return PAST_AWAY
    return print_past(site, page) if page else NOT_FOUND
