"""The checkpoint store: compare-and-swap, one root for a size for ever, cosignatures later."""

from __future__ import annotations

import multiprocessing
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from stoppress.notary.checkpoints import CheckpointStore, Overtaken
from stoppress.record.epoch import site_epoch
from stoppress.tlog.keys import COSIGNATURE, Signer
from stoppress.tlog.notes import Note, Signature, parse_note, with_signatures
from tests.notary.heads import head


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "checkpoints.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[CheckpointStore]:
    with closing(CheckpointStore(path)) as store:
        yield store


def test_it_gives_back_the_last_head_of_each_log(store: CheckpointStore, path: Path) -> None:
    fire, site = head(1), head(4, origin="live.example.org/-/log", slug="-")
    assert store.latest() == {}
    store.advance(None, fire)
    store.advance(None, site)
    store.advance(fire, head(3))
    expected = {"harbour-fire": head(3), "-": site}
    assert store.latest() == expected
    with closing(CheckpointStore(path)) as other:
        assert other.latest() == expected
        assert other.at_size(fire.origin, 1) == fire


def test_it_says_when_somebody_else_wrote(store: CheckpointStore, path: Path) -> None:
    with closing(CheckpointStore(path)) as reader:
        assert reader.moved()
        assert not reader.moved()
        store.advance(None, head(1))
        assert reader.moved()
        assert not reader.moved()


def test_it_lets_one_of_two_signers_win(store: CheckpointStore, path: Path) -> None:
    store.advance(None, head(1))
    with closing(CheckpointStore(path)) as other:
        other.advance(head(1), head(2))
        for size in (2, 3):
            with pytest.raises(Overtaken):
                store.advance(head(1), head(size, b"b"))
    assert store.latest() == {"harbour-fire": head(2)}


@pytest.mark.parametrize("size", [1, 2, 3])
def test_it_never_holds_a_second_head_of_a_size(store: CheckpointStore, size: int) -> None:
    store.advance(None, head(1))
    store.advance(head(1), head(3))
    with pytest.raises(Overtaken):
        store.advance(head(3), head(size, b"b"))
    with pytest.raises(Overtaken):
        store.advance(None, head(size, b"b"))
    assert store.latest() == {"harbour-fire": head(3)}


def test_it_opens_another_origin_and_never_returns_to_the_first(store: CheckpointStore) -> None:
    first, second = head(7), head(2, origin=f"{head(1).origin}/2")
    store.advance(None, first)
    store.advance(first, second)
    assert store.latest() == {"harbour-fire": second}
    with pytest.raises(Overtaken):
        store.advance(second, head(8))
    with pytest.raises(Overtaken):
        store.advance(None, head(9, origin=first.origin, slug="another-log"))
    assert store.origins() == {first.origin, second.origin}


def test_it_refuses_to_forget_or_change_what_was_signed(store: CheckpointStore, path: Path) -> None:
    store.advance(None, head(1))
    with closing(sqlite3.connect(path)) as db:
        for statement in ("DELETE FROM checkpoint", "UPDATE checkpoint SET root = zeroblob(32)"):
            with pytest.raises(sqlite3.IntegrityError, match="what was signed"):
                db.execute(statement)


def test_it_takes_cosignatures_to_the_same_head_only(store: CheckpointStore, path: Path) -> None:
    signed = head(1)
    store.advance(None, signed)
    note = parse_note(signed.note)
    first, second = (_cosignature(note, name) for name in ("w1.example", "w2.example"))
    store.cosign(signed, [first])
    with closing(CheckpointStore(path)) as other:
        other.cosign(signed, [second])  # it knows the note of before, and takes nothing away
    store.cosign(signed, [first])
    whole = bytes(with_signatures(note, [first, second]))
    assert store.latest() == {"harbour-fire": replace(signed, note=whole)}
    store.advance(signed, head(2))  # whoever knows the head by its first note may go on

    for wrong in (head(1, b"b"), head(5)):
        with pytest.raises(ValueError, match="signed here"):
            store.cosign(wrong, [first])
    assert store.at_size(signed.origin, 1) == replace(signed, note=whole)


def _cosignature(note: Note, name: str) -> Signature:
    witness = Signer(name, b"w" * 32, COSIGNATURE)
    return Signature(name, witness.key.key_id, witness.sign(note.text, at=1))


def test_it_shares_its_file_with_the_epoch(path: Path) -> None:
    epoch = site_epoch(path)
    with closing(CheckpointStore(path)) as store:
        store.advance(None, head(1))
        assert site_epoch(path) == epoch
        assert store.latest() == {"harbour-fire": head(1)}


def test_it_settles_the_host_once(store: CheckpointStore) -> None:
    assert store.host() is None
    assert store.settle_host("live.example.org") == "live.example.org"
    assert store.settle_host("news.example.org") == "live.example.org"
    assert store.host() == "live.example.org"


def test_it_keeps_troubles_until_they_are_over(store: CheckpointStore, path: Path) -> None:
    store.set_trouble("harbour-fire", "an old backup was put back")
    with closing(CheckpointStore(path)) as reader:
        reader.moved()
        assert reader.troubles() == {"harbour-fire": "an old backup was put back"}
        store.set_trouble("harbour-fire", "an old backup was put back")
        assert not reader.moved()
        store.set_trouble("harbour-fire", None)
        assert reader.troubles() == {}


def test_one_of_many_processes_wins_each_size(path: Path) -> None:
    processes = [
        multiprocessing.get_context("spawn").Process(target=_race, args=(path, number))
        for number in range(4)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
        assert process.exitcode == 0
    with closing(CheckpointStore(path)) as store, closing(sqlite3.connect(path)) as db:
        assert store.latest()["harbour-fire"].size == 20
        heads = db.execute("SELECT count(*), count(DISTINCT size) FROM checkpoint").fetchone()
        assert heads == (20, 20)


def _race(path: Path, number: int) -> None:
    with closing(CheckpointStore(path)) as store:
        while True:
            last = store.last("harbour-fire")
            size = last.size + 1 if last else 1
            if size > 20:
                return
            try:
                store.advance(last, head(size, bytes([97 + number])))
            except Overtaken:
                continue
