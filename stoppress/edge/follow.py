"""Follows the public store and tells the hub what is new: the one query that an edge makes.

A thread, because waiting for a commit blocks. It hands whole changes over, encoded and compressed,
and outlives every trouble of the store: the edge goes on serving what it has.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import ParamSpec

from stoppress.config import Config
from stoppress.edge.exposition import Histogram
from stoppress.edge.hub import Advance, Hub, News
from stoppress.edge.journal import note
from stoppress.edge.limits import Limits
from stoppress.edge.sse import Change, Packer
from stoppress.edge.store import Store, at_one_site
from stoppress.public_store import Head, Reader, Site, open_reader
from stoppress.public_store.types import StoreUnavailable

P = ParamSpec("P")

_LOOK_SECONDS = 0.5  # how often a wait for the loop looks whether there is still a loop


class Follower:
    """What it knows is what it has told; so after an outage it goes on from there."""

    def __init__(
        self,
        config: Config,
        limits: Limits,
        stores: Sequence[Store],
        hub: Hub,
        loop: asyncio.AbstractEventLoop,
        tail: Histogram,
    ) -> None:
        self.trouble = ""  # why the store cannot be read; empty: it can
        self._config = config
        self._tail = tail
        self._limits = limits
        self._stores = stores
        self._hub = hub
        self._loop = loop
        self._packer = Packer()
        self._site: Site | None = None
        self._heads: dict[str, Head] = {}
        self._checkpoints: dict[str, str] = {}
        self._read_at: float | None = None  # when the store was last read
        self._published: list[str] = []  # when what is about to be told was published
        self._looked = 0.0  # for checkpoints that move no head
        self._stopping = threading.Event()
        self._is_lost = False

    @property
    def seconds_ago(self) -> float | None:
        """How old what is known of the store is; None: it has never been read."""
        return None if self._read_at is None else time.monotonic() - self._read_at

    def start(self) -> None:
        threading.Thread(target=self._run, name="follower", daemon=True).start()

    def stop(self) -> None:
        """Tell nothing any more. The thread ends by itself, at the latest with the process."""
        self._stopping.set()

    def _run(self) -> None:
        pause, longest = self._limits.retry_seconds
        while not self._stopping.is_set():
            try:
                self._follow()
            except Exception as error:
                if self._stopping.is_set():
                    return
                if self._is_lost:
                    pause = min(pause * 2, longest)
                else:
                    pause = self._limits.retry_seconds[0]
                    self._lose(error)
            self._stopping.wait(pause)

    def _follow(self) -> None:
        reader = open_reader(self._config)
        for store in self._stores:
            store.renew()
        try:
            self._tell(self._hub.take, self._news(reader))
            self._have_told()
            if self._is_lost:
                self._is_lost, self.trouble = False, ""
                note("the public store can be read", "store-back")
            while not self._stopping.is_set():
                # Looked at even when nothing woke us: PostgreSQL's notice can be lost.
                is_awake = reader.wait(self._limits.poll_seconds)
                news = self._news(reader)
                if is_awake or news.advances or news.gone:
                    self._tell(self._hub.take, news)
                    self._have_told()
                else:
                    self._tell(self._hub.be_alive)
                self._look_for_cosignatures(reader)
        finally:
            reader.close()

    def _lose(self, error: Exception) -> None:
        self._is_lost = True
        self._tell(self._hub.be_lost)
        known = isinstance(error, StoreUnavailable)
        self.trouble = str(error) if known else f"{type(error).__name__}: {error}"
        note(f"waiting for the public store: {self.trouble}", "store-away")

    def _news(self, reader: Reader) -> News:
        """What differs from what was told. It counts as told from here on."""
        self._published.clear()
        site, (heads, advances) = at_one_site(reader, self._advances)
        gone = [slug for slug in self._heads if slug not in heads]
        for slug in gone:
            self._checkpoints.pop(slug, None)
        self._site, self._heads = site, heads
        self._read_at = time.monotonic()
        self._remember(advances)
        return News(site, advances, gone)

    def _advances(self, reader: Reader, site: Site) -> tuple[dict[str, Head], list[Advance]]:
        heads = {head.slug: head for head in reader.heads()}
        is_continued = self._site is not None and self._site.epoch == site.epoch
        advances = []
        for slug, head in heads.items():
            told = self._heads.get(slug) if is_continued else None
            checkpoint = self._checkpoint(reader, told, head)
            if told is None:
                advances.append(Advance(head, checkpoint=checkpoint))
            elif told != head:
                changes = self._changes(reader, site, told, head)
                advances.append(Advance(head, changes, checkpoint))
        return heads, advances

    def _checkpoint(self, reader: Reader, told: Head | None, head: Head) -> str | None:
        """The newest, for all heartbeats to come; None: as it was, or nobody will be told of it."""
        is_new = head.signed != told.signed if told else _is_followed(head)
        return _note(reader, head) if is_new else None

    def _look_for_cosignatures(self, reader: Reader) -> None:
        """Now and then: of the same size, a checkpoint that others have signed since is newer."""
        now = time.monotonic()
        if now - self._looked < self._limits.heartbeat_seconds or self._site is None:
            return
        self._looked = now
        followed = [head for head in self._heads.values() if _is_followed(head)]
        found = [Advance(head, checkpoint=_note(reader, head)) for head in followed]
        newer = [one for one in found if one.checkpoint != self._checkpoints.get(one.head.slug)]
        if newer:
            self._remember(newer)
            self._tell(self._hub.take, News(self._site, newer))

    def _remember(self, advances: Sequence[Advance]) -> None:
        for one in advances:
            if one.checkpoint is not None:
                self._checkpoints[one.head.slug] = one.checkpoint

    def _changes(self, reader: Reader, site: Site, told: Head, head: Head) -> Sequence[Change]:
        """The changes between; none where they are too many (or negative): that is a reset."""
        if not 0 < head.position - told.position <= self._limits.burst_frames:
            return ()
        frames = reader.frames(head.slug, told.position, head.position - told.position)
        self._published += [frame.at for frame in frames]
        return [self._packer.change(site.epoch, frame) for frame in frames]

    def _have_told(self) -> None:
        """All direct readers have been written to. The two clocks are the desk's and ours."""
        published, self._published = self._published, []
        now = time.time()
        for at in filter(None, published):
            self._tail.observe(max(now - datetime.fromisoformat(at).timestamp(), 0.0))

    def _tell(self, what: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
        """Have the loop do it, and wait until it has, to the last reader.

        So what is committed while readers are being written to is told together afterwards, and
        this thread does not wake to take turns at the interpreter with that loop.
        """
        done = threading.Event()

        def tell() -> None:
            try:
                what(*args, **kwargs)
            finally:
                self._hub.turns.when_over(done.set)

        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(tell)
            while not (done.wait(_LOOK_SECONDS) or self._stopping.is_set()):
                pass


def _is_followed(head: Head) -> bool:
    """Whether readers may be told of its checkpoints for hours."""
    return head.signed > 0 and head.state != "ended"


def _note(reader: Reader, head: Head) -> str | None:
    page = reader.page(f"/{head.slug}/log/checkpoint")
    return page.body.decode("utf-8", "replace") if page else None
