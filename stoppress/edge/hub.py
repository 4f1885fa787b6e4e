"""All coverage at this edge. The follower feeds it; readers' requests find their channel in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from stoppress.edge.answers import STORE_DOWN
from stoppress.edge.audience import Capacity, Shared
from stoppress.edge.channel import Channel
from stoppress.edge.journal import note
from stoppress.edge.limits import Limits
from stoppress.edge.sse import Change, Packer
from stoppress.edge.store import Store
from stoppress.edge.tally import Tally
from stoppress.edge.turns import Turns
from stoppress.edge.waiting import Waiting
from stoppress.public_store import Head, Reader, Site

if TYPE_CHECKING:
    from stoppress.edge.protocol import Connection


@dataclass(frozen=True)
class Advance:
    """A coverage's new head, and what of its changes and its checkpoint is known to be new."""

    head: Head
    changes: Sequence[Change] = ()
    checkpoint: str | None = None  # None: as it was


@dataclass(frozen=True)
class News:
    """What the follower found in the store since it last looked."""

    site: Site
    advances: Sequence[Advance] = ()
    gone: Sequence[str] = ()  # slugs


class Hub:
    """`site` is None until the store has been read once; `now` is the loop's clock."""

    def __init__(
        self, store: Store, limits: Limits, most_streams: int, now: Callable[[], float],
        turns: Turns,
    ) -> None:  # fmt: skip
        self.site: Site | None = None
        self.version = 0  # counts commits that were seen
        self.capacity = Capacity(most_streams)
        self.tally = Tally()
        self.turns = turns
        self._shared = Shared(limits, self.capacity, self.tally, turns)
        self._channels: dict[str, Channel] = {}
        self._store = store
        self._limits = limits
        self._now = now
        self._alive_at: float | None = None  # when the follower last said that it can read
        self._forgetting: list[Callable[[str | None], None]] = []
        self._looking: list[Callable[[], None]] = []
        self._older = partial(read_older, Packer(), limits.catch_up_frames)

    def channel(self, slug: str) -> Channel | None:
        return self._channels.get(slug)

    def channels(self) -> list[Channel]:
        return list(self._channels.values())

    def when_words_go(self, forget: Callable[[str | None], None]) -> None:
        """Call `forget` with the coverage whose pages in memory must be dropped; None: of all."""
        self._forgetting.append(forget)

    def when_it_moves(self, look: Callable[[], None]) -> None:
        """Call `look` whenever every channel has been brought to where the store is."""
        self._looking.append(look)

    @property
    def is_well(self) -> bool:
        """Whether the public store can be read, as far as we know."""
        alive_at = self._alive_at
        return alive_at is not None and self._now() - alive_at < self._limits.alive_seconds

    def be_alive(self) -> None:
        """The follower has looked: there is nothing new."""
        self._alive_at = self._now()

    def be_lost(self) -> None:
        """The follower cannot look any more, for now."""
        self._alive_at = None

    def take(self, news: News) -> None:
        """Bring every channel to where the store is."""
        self._take(news)
        for look in self._looking:
            look()

    def _take(self, news: News) -> None:
        self.be_alive()
        before, self.site = self.site, news.site
        self.version += 1
        for slug in news.gone:
            if gone := self._channels.pop(slug, None):
                gone.reset()
            self._forget(slug)
        if before is not None and before != news.site:
            self._forget(None)
        if before is not None and before.epoch != news.site.epoch:
            self._begin_epoch(news)
            return
        if before is not None and before.generation != news.site.generation:
            # The same positions, but perhaps in other words: do not mix old frames with new ones.
            for channel in self._channels.values():
                channel.ring.clear(channel.position)
        for advance in news.advances:
            self._advance(advance)

    def wait(self, connection: Connection, channel: Channel) -> None:
        """Ask `connection` again when the channel has moved; send it away when it does not."""
        connection.wait_until_known(Waiting(connection, channel))

    def read_older(self, connection: Connection, channel: Channel) -> None:
        """As `wait`, and read what is missing: once, however many readers ask."""
        self.wait(connection, channel)
        if channel.is_reading:
            return
        channel.is_reading = True
        channel.used_at = self._now()
        question = partial(self._older, slug=channel.head.slug, top=channel.position)
        self._store.ask(question, partial(self._older_read, channel, channel.head.purged))

    def sweep(self, now: float) -> None:
        for channel in self._channels.values():
            channel.sweep(now)

    def _advance(self, advance: Advance) -> None:
        head = advance.head
        known = self._channels.get(head.slug)
        channel = known or self._open(head)
        if advance.checkpoint is not None:
            channel.checkpoint = advance.checkpoint
        if known is None:
            return
        if head.purged != known.head.purged:
            self._forget(head.slug)
        known.advance(head, advance.changes)

    def _forget(self, slug: str | None) -> None:
        for forget in self._forgetting:
            forget(slug)

    def _begin_epoch(self, news: News) -> None:
        """A restored newsroom: nothing that anybody holds can be continued from."""
        for advance in news.advances:
            channel = self._channels.get(advance.head.slug) or self._open(advance.head)
            channel.epoch, channel.head = news.site.epoch, advance.head
            channel.checkpoint = advance.checkpoint or ""
            channel.reset()

    def _open(self, head: Head) -> Channel:
        assert self.site is not None
        channel = Channel(self.site.epoch, head, self._shared, self._now())
        self._channels[head.slug] = channel
        return channel

    def _older_read(
        self, channel: Channel, purged: int, outcome: tuple[Site, Sequence[Change]] | Exception
    ) -> None:
        channel.is_reading = False
        if isinstance(outcome, Exception):
            note(f"older changes could not be read: {outcome}")
            channel.refuse_waiting(STORE_DOWN)
        elif outcome[0] != self.site:
            # Read from a generation that the follower has not told of yet: it will in a moment.
            channel.refuse_waiting(STORE_DOWN)
        elif channel.head.purged != purged:
            channel.ask_again()  # read before words went: they must not come back by this
        else:
            channel.fill(outcome[1])


def read_older(
    packer: Packer, most: int, reader: Reader, site: Site, *, slug: str, top: int
) -> list[Change]:
    """The last `most` changes up to `top`: all that a ring takes."""
    frames = reader.frames(slug, max(top - most, 0), most)
    return [packer.change(site.epoch, frame) for frame in frames if frame.position <= top]
