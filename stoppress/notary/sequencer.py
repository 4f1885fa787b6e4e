"""The sequencer: signs each log whose record has grown, in Sunlight's order of writing.

Read the leaves, hash them anew, check that they go on from what was signed, sign, put the head down
by compare-and-swap. A crash at any step is made good by the next round, which does the same again;
whatever might become a second head of one size stops that log instead.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from stoppress.config import Config
from stoppress.lib.clock import now
from stoppress.notary import leaves, site_log
from stoppress.notary.checkpoints import CheckpointStore, Overtaken, Signed
from stoppress.notary.keys import Key, KeyTrouble
from stoppress.notary.ledger import Ledger, Stopped
from stoppress.notary.origins import SITE, origin_of
from stoppress.notary.public_heads import unknown_heads
from stoppress.notary.readiness import keys_in_force, ready_host
from stoppress.notary.site_log import LogHead, Moved, SiteState
from stoppress.record.models import Coverage
from stoppress.record.vocabulary import State
from stoppress.tlog.checkpoints import Checkpoint, sign_checkpoint
from stoppress.tlog.notes import parse_note, sign_note

EVERYTHING = "*"  # the trouble that keeps all logs from being signed
_HEADS_EVERY = timedelta(hours=1)
_OVER = (State.ENDED, State.MERGED)
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Story:
    """A coverage, as far as its log is concerned."""

    id: str
    slug: str
    head: int
    over: bool


@dataclass(frozen=True)
class _Round:
    """What one round works with; `last` is kept at what was signed last, also in this round."""

    host: str
    keys: tuple[Key, ...]
    stories: list[Story]
    last: dict[str, Signed]


class Sequencer:
    """One sequencer. Two at once do no harm, but one of them stops; `lease` keeps it from that."""

    def __init__(
        self,
        config: Config,
        store: CheckpointStore,
        *,
        clock: Callable[[], datetime] = now,
        sign: Callable[..., bytes] = sign_checkpoint,
    ) -> None:
        """`store` stays the caller's to close."""
        self._config = config
        self._store = store
        self._clock = clock
        self._sign = sign
        self._site = SiteState()
        self._site_ledger = Ledger(SITE, leaves.of_site())
        self._ledgers: dict[str, Ledger] = {}
        self._lost: dict[str, str] = {}  # logs in which somebody else signed: never again by us
        # Quiet logs, still to be compared with what is signed: one a round.
        self._unread: list[str] | None = None
        # What readers were shown and the store does not know, by slug; looked at once.
        self._unknown: dict[str, Checkpoint] | None = None
        self._signing: frozenset[bytes] = frozenset()

    def round(self) -> int:
        """Sign whatever is to be signed; how many heads were. Raises the databases' errors.

        After an error nothing need be mended: the next round reads again what was signed.
        """
        try:
            self._site.catch_up()
            host = ready_host(self._config, self._store, self._site)
            keys = keys_in_force(self._config, self._site, host)
        except KeyTrouble as trouble:
            self._tell(EVERYTHING, str(trouble))
            return 0
        except Moved:
            return 0  # the next round reads it
        self._tell(EVERYTHING, None)
        return self._sign_all(_Round(host, keys, _stories(), self._store.latest()))

    def _sign_all(self, work: _Round) -> int:
        self._countersign(work)
        try:
            self._announce(work)
        except Stopped:
            pass  # it is told below, where the site log is to be signed
        except Moved:
            return 0  # the next round reads it
        signed = 0
        for story in self._at_work(work):
            signed += self._guarded(story.slug, lambda: self._sign_story(story, work))  # noqa: B023
        return signed + self._guarded(SITE, lambda: self._sign_site(work))

    def _announce(self, work: _Round) -> None:
        """A coverage stands in the site log before its own log is signed."""
        self._require_sound_site(work)
        for story in work.stories:
            if story.id not in self._site.opened:
                origin = origin_of(work.host, story.slug, None)
                self._site.write(site_log.opened(story.id, story.slug, origin))

    def _sign_story(self, story: Story, work: _Round) -> int:
        if story.id not in self._site.opened:
            raise Stopped("it waits for the site log, which must name it first")
        return self._advance(self._ledger(story), work)

    def _sign_site(self, work: _Round) -> int:
        self._require_sound_site(work)
        for story in work.stories:
            self._tell_head(story, work)
        return self._advance(self._site_ledger, work)

    def _require_sound_site(self, work: _Round) -> None:
        """The site log of an old backup must not grow into a fork. Raises Stopped."""
        if SITE in self._lost:
            raise Stopped(self._lost[SITE])
        self._site_ledger.read_on(work.host, work.last.get(SITE))

    def _advance(self, ledger: Ledger, work: _Round) -> int:
        """Sign one log, if there is something to be signed."""
        before = work.last.get(ledger.slug)
        ledger.read_on(work.host, before)
        at = self._clock()
        checkpoint = ledger.checkpoint(work.host, before, at)
        if checkpoint is None:
            return 0
        self._require_known(ledger.slug, checkpoint.origin)
        note = self._sign(checkpoint, *(key.signer(checkpoint.origin) for key in work.keys))
        head = _signed(ledger.slug, checkpoint, note, at)
        self._store.advance(before, head)
        work.last[ledger.slug] = head
        return 1

    def _require_known(self, slug: str, origin: str) -> None:
        """Raises Stopped where readers were shown a head of this origin that is news to us."""
        if self._unknown is None:
            self._unknown = unknown_heads(self._config, self._store)
        shown = self._unknown.get(slug)
        if shown is not None and shown.origin == origin:
            raise Stopped(
                f"readers were shown {origin} at {shown.size}, which checkpoints.sqlite does not"
                " know: an old copy of it was put back. Put the newer one back, or, where it is"
                f" lost, run `stoppress key continue {slug}`"
            )

    def _at_work(self, work: _Round) -> Iterator[Story]:
        """Those that have grown, and one quiet one that nobody compared yet."""
        if self._unread is None:
            self._unread = [story.slug for story in work.stories if _is_signed(story, work.last)]
        quiet = self._unread.pop() if self._unread else None
        for story in work.stories:
            if story.slug == quiet or not _is_signed(story, work.last):
                yield story

    def _tell_head(self, story: Story, work: _Round) -> None:
        """The site log says how far each log has come: at its end, and at most once an hour."""
        signed, told = work.last.get(story.slug), self._site.heads.get(story.id)
        if signed is None or story.id not in self._site.opened:
            return
        said = LogHead(signed.origin, signed.size, signed.root)
        ledger = self._ledgers.get(story.slug)
        if story.over and ledger and self._site.ended.get(story.id, 0) < ledger.ends_at:
            if signed.size >= ledger.ends_at:
                self._site.write(site_log.ended(story.id, story.slug, said))
        elif said != told and self._clock() - self._site.told_at[story.id] >= _HEADS_EVERY:
            self._site.write(site_log.head(story.id, story.slug, said))

    def _countersign(self, work: _Round) -> None:
        """A new key signs the heads that stand, so that quiet logs are known by it as well."""
        public = frozenset(key.public for key in work.keys)
        if public == self._signing:
            return
        for head in work.last.values():
            note = parse_note(head.note)
            own = parse_note(sign_note(note.text, *(key.signer(head.origin) for key in work.keys)))
            if not set(own.signatures) <= set(note.signatures):
                self._store.cosign(head, own.signatures)
        self._signing = public

    def _ledger(self, story: Story) -> Ledger:
        if story.slug not in self._ledgers:
            self._ledgers[story.slug] = Ledger(story.slug, leaves.of_coverage(story.id))
        return self._ledgers[story.slug]

    def _guarded(self, slug: str, sign: Callable[[], int]) -> int:
        """What stops one log stops no other, and is said aloud."""
        if slug in self._lost:
            return 0
        try:
            signed = sign()
        except Overtaken as error:
            self._lost[slug] = f"{error}; see that one desk only runs, and start it anew"
            self._tell(slug, self._lost[slug])
        except Stopped as stopped:
            self._tell(slug, str(stopped))
        except Moved:
            pass  # the next round reads it
        else:
            self._tell(slug, None)
            return signed
        return 0

    def _tell(self, about: str, trouble: str | None) -> None:
        known = self._store.troubles().get(about)
        if trouble is not None and trouble != known:
            _log.critical("signing is off for %s: %s", about.replace("*", "all logs"), trouble)
        self._store.set_trouble(about, trouble)


def _stories() -> list[Story]:
    begun = Coverage.objects.filter(head__gt=0).order_by("id")
    rows = begun.values_list("id", "slug", "head", "state")
    return [Story(id, slug, head, state in _OVER) for id, slug, head, state in rows]


def _is_signed(story: Story, last: dict[str, Signed]) -> bool:
    signed = last.get(story.slug)
    return signed is not None and signed.size == story.head


def _signed(slug: str, checkpoint: Checkpoint, note: bytes, at: datetime) -> Signed:
    return Signed(checkpoint.origin, slug, checkpoint.size, checkpoint.root, note, at)
