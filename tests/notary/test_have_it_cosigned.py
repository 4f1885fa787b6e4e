"""Witnesses: real ones cosign; whatever a bad one does, publishing and signing go on.

reliability.md, line 58.
"""

from __future__ import annotations

import dataclasses
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from stoppress.config import Config
from stoppress.notary.checkpoints import CheckpointStore
from stoppress.notary.follow import start_signing
from stoppress.notary.keys import load_keys, make_key
from stoppress.notary.sequencer import Sequencer
from stoppress.notary.witnesses import POLICY, Asking, about, read_policy
from stoppress.tlog.cosignatures import cosign
from stoppress.tlog.keys import COSIGNATURE, Signer
from stoppress.tlog.notes import parse_note
from stoppress.tlog.policy import Known
from tests.newsroom import open_harbour_fire, publish
from tests.notary.heads import head
from tests.notary.signing import FIRE, SITE, signed_size
from tests.tlog.hostile import answering, http
from tests.waiting import eventually

WITNESS = Signer("witness.example/w1", b"\x09" * 32, COSIGNATURE)


@contextmanager
def witness(folder: Path, newsroom: Config, *origins: str) -> Iterator[str]:
    """`stoppress witness` that watches these logs, and its address."""
    key = folder / "witness-key"
    if not key.exists():
        key.touch(0o600)
        key.write_text(WITNESS.secret() + "\n")
    command = [sys.executable, "-m", "stoppress", "witness", "--key", str(key)]
    command += ["--state", str(folder / "witness-state"), "--listen", "127.0.0.1:0"]
    for origin in origins:
        command += ["--log", str(load_keys(newsroom.data)[0].vkey(origin))]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().split()[1].removesuffix("/add-checkpoint")
    finally:
        process.kill()
        process.communicate()


def with_policy(newsroom: Config, *lines: str) -> Config:
    policy = newsroom.data / "policy"
    policy.write_text("\n".join([*lines, "quorum none", ""]))
    return dataclasses.replace(newsroom, witness_policy=str(policy))


def asking(newsroom: Config, url: str, seconds: float = 5.0) -> Asking:
    known = Known(WITNESS.key, url)
    return Asking(newsroom, "w1", known, threading.Event(), seconds=seconds)


def cosigned(store: CheckpointStore, slug: str = "harbour-fire") -> int:
    """The size of the newest head that the witness cosigned; its cosignature is right."""
    signed = store.latest()[slug]
    for size in range(signed.size, 0, -1):
        then = store.at_size(signed.origin, size)
        if then and any(one.is_by(WITNESS.key) for one in parse_note(then.note).signatures):
            note = parse_note(then.note)
            [one] = [one for one in note.signatures if one.is_by(WITNESS.key)]
            assert WITNESS.key.verifies(note.text, one.signature)
            return size
    return 0


def test_a_real_witness_cosigns_each_log_as_it_grows(
    newsroom: Config, store: CheckpointStore, tmp_path: Path
) -> None:
    make_key(newsroom.data)
    with witness(tmp_path, newsroom, FIRE, SITE) as url:
        config = with_policy(newsroom, f"witness w1 {WITNESS.key} {url}")
        stop = start_signing(config)
        try:
            fire = open_harbour_fire()
            eventually(lambda: store.latest().get("-") and cosigned(store, "-") == 2)
            for size in (2, 3):
                publish(fire)
                eventually(lambda: cosigned(store) == size)  # noqa: B023 - asked at once
        finally:
            stop()
    assert store.troubles() == {}


def test_it_asks_from_where_the_witness_is(
    newsroom: Config, store: CheckpointStore, tmp_path: Path
) -> None:
    """Also after a new start, when it is not known any more, and over more than a tile."""
    fire = open_harbour_fire()
    sequencer = Sequencer(newsroom, store)
    sequencer.round()
    with witness(tmp_path, newsroom, FIRE, SITE) as url:
        asking(newsroom, url).look(store)
        assert cosigned(store) == 1
        for _ in range(260):
            publish(fire)
        sequencer.round()
        asking(newsroom, url).look(store)
    assert (cosigned(store), cosigned(store, "-")) == (261, 2)
    assert store.troubles() == {}


def test_it_says_when_the_witness_has_seen_more(
    newsroom: Config, store: CheckpointStore, tmp_path: Path
) -> None:
    fire = open_harbour_fire()
    Sequencer(newsroom, store).round()
    aside = tmp_path / "aside.sqlite"
    with witness(tmp_path, newsroom, FIRE, SITE) as url:
        with closing(CheckpointStore(aside)) as other:  # an older copy of the store
            other.settle_host("127.0.0.1:8000")
            Sequencer(newsroom, other).round()
            publish(fire)
            Sequencer(newsroom, other).round()
            asking(newsroom, url).look(other)
        asking(newsroom, url).look(store)
    assert "it has seen 127.0.0.1:8000/harbour-fire/log at 2" in store.troubles()[about("w1")]


_TEXT = parse_note(head(1).note).text
_SIZE = "text/x.tlog.size"
_ANSWERS = {
    "409": ([http(409, b"77\n", _SIZE)], "has seen"),
    "409 of another root": ([http(409, b"another root\n")], "has cosigned another checkpoint"),
    "422": ([http(422, b"")], "proof fails"),
    "404": ([http(404, b"")], "does not know this log"),
    "500": ([http(500, b"")], "HTTP 500"),
    "garbage": ([b"\x00\xff garbage"], "reached"),
    "no cosignature": ([http(200, b"nothing\n")], "no answer"),
    "another's cosignature": (
        [http(200, f"{cosign(_TEXT, Signer('else', b'e' * 32, COSIGNATURE), 1)}\n".encode())],
        "no answer",
    ),
    "hanging up": ([], "reached"),
}


@pytest.mark.parametrize("name", _ANSWERS)
def test_line_58_a_bad_answer_is_told_and_harms_nothing(
    newsroom: Config, store: CheckpointStore, name: str
) -> None:
    parts, told = _ANSWERS[name]
    fire = open_harbour_fire()
    sequencer = Sequencer(newsroom, store)
    sequencer.round()
    with answering(*parts) as url:
        asked = asking(newsroom, url)
        asked.look(store)
        assert told in store.troubles()[about("w1")]
        assert cosigned(store) == 0
        publish(fire)
        assert sequencer.round() == 1
    assert signed_size(store) == 2


def test_line_58_a_slow_witness_holds_nobody_up(newsroom: Config, store: CheckpointStore) -> None:
    with answering(b"HTTP/1.1 200 OK\r\n", *[b"x"] * 1000, pause=0.2) as url:
        config = with_policy(newsroom, f"witness slow {WITNESS.key} {url}")
        stop = start_signing(config)
        try:
            fire = open_harbour_fire()
            for size in range(2, 5):
                publish(fire)
                eventually(lambda: signed_size(store) == size)  # noqa: B023
            eventually(lambda: about("slow") in store.troubles())
        finally:
            stop()


def test_line_58_a_witness_that_was_down_catches_up(
    newsroom: Config, store: CheckpointStore, tmp_path: Path
) -> None:
    open_harbour_fire()
    Sequencer(newsroom, store).round()
    with answering() as down:
        pass
    asking(newsroom, down).look(store)
    assert "reached" in store.troubles()[about("w1")]
    with witness(tmp_path, newsroom, FIRE, SITE) as url:
        asking(newsroom, url).look(store)
    assert cosigned(store) == 1
    assert store.troubles() == {}


def test_a_policy_that_cannot_be_read_is_told(newsroom: Config, store: CheckpointStore) -> None:
    fire = open_harbour_fire()
    config = with_policy(newsroom, "witness without a key")
    stop = start_signing(config)
    try:
        eventually(lambda: "line 1" in store.troubles().get(POLICY, ""))
        publish(fire)
        eventually(lambda: signed_size(store) == 2)
    finally:
        stop()
    assert read_policy(newsroom).witnesses == {}
