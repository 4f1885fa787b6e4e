"""Words go, leaves stay: the log is signed on as if nothing had happened.

reliability.md, line 59, as far as signing is concerned.
"""

from __future__ import annotations

from dataclasses import replace

from stoppress.config import Config
from stoppress.notary.checkpoints import CheckpointStore
from stoppress.notary.continuing import continue_log
from stoppress.notary.leaves import Leaf
from stoppress.notary.ledger import Ledger
from stoppress.notary.sequencer import Sequencer
from stoppress.record.append import append
from stoppress.record.removal.removing import remove
from stoppress.record.vocabulary import Kind
from stoppress.tlog.hashes import leaf_hash
from tests.newsroom import open_harbour_fire, publish, revisions
from tests.notary.signing import FIRE, HOST, confirm, kinds, root


def test_line_59_a_log_is_signed_on_after_a_removal(
    newsroom: Config, store: CheckpointStore
) -> None:
    fire = open_harbour_fire()
    crane = publish(fire)
    sequencer = Sequencer(newsroom, store)
    sequencer.round()
    before = store.latest()["harbour-fire"]
    remove(fire, post_id=crane.id, reason="legal")
    assert revisions(fire)[1].content is None
    assert before.root == root(fire, 2)
    sequencer.round()
    assert Sequencer(newsroom, store).round() == 0
    assert store.latest()["harbour-fire"].head == (FIRE, 3, root(fire, 3))
    confirm(newsroom, store.latest()["harbour-fire"])


def test_the_origin_is_known_when_the_words_that_opened_it_are_lost() -> None:
    """A restore may bring back the leaf alone, from the public tiles."""
    data = [b"opened", b"continued", b"posted", b"continued"]
    lost = [Leaf(at, leaf, leaf_hash(leaf), continued="") for at, leaf in enumerate(data, 1)]
    lost = [replace(leaf, continued=None) if leaf.position % 2 else leaf for leaf in lost]
    ledger = Ledger("harbour-fire", lambda after: iter(lost[after:]))
    ledger.read_on(HOST, None)
    assert ledger.origin(HOST) == f"{FIRE}/3"


def test_a_log_can_be_continued_after_the_coverage_ended(
    newsroom: Config, store: CheckpointStore
) -> None:
    fire = open_harbour_fire()
    append(fire, Kind.ENDED, {})
    Sequencer(newsroom, store).round()
    assert continue_log(newsroom, fire) == f"{FIRE}/2"
    Sequencer(newsroom, store).round()
    assert store.latest()["harbour-fire"].head == (f"{FIRE}/2", 3, root(fire, 3))
    assert kinds() == ["key_added", "opened", "ended"]
