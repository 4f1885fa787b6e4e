"""Whoever checks may ask that witnesses have seen each checkpoint (C2SP tlog-policy)."""

from __future__ import annotations

from pathlib import Path

import pytest

from stoppress.config import Config
from stoppress.tlog.cosignatures import cosign
from stoppress.tlog.keys import COSIGNATURE, Signer
from stoppress.tlog.notes import Note, Signature, parse_note
from stoppress.verify import live
from stoppress.verify.findings import Trouble
from stoppress.verify.keys import Trust
from stoppress.verify.live import check_address
from stoppress.verify.seen import Seen, load_policy
from stoppress.verify.verdict import verdict
from tests.archives import an_eventful_day, sign
from tests.verify.served import public_files, serving

ONE = Signer("witness.example/one", b"\x01" * 32, COSIGNATURE)
TWO = Signer("witness.example/two", b"\x02" * 32, COSIGNATURE)
FIRE, SITE = "/harbour-fire/log/checkpoint", "/-/log/checkpoint"


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wrong for good would be looked at again for half a minute."""
    monkeypatch.setattr(live, "_PAUSES", (0.0, 0.0))


@pytest.fixture
def files(newsroom: Config) -> dict[str, bytes]:
    an_eventful_day(newsroom)
    sign(newsroom)
    return public_files(newsroom)


def cosigned(note: bytes, *witnesses: Signer) -> bytes:
    known = parse_note(note)
    added = tuple(cosign(known.text, one, 1_800_000_000) for one in witnesses)
    return bytes(Note(known.text, known.signatures + added))


def found(folder: Path, files: dict[str, bytes], least: str) -> list[str]:
    """What is wrong by a policy that asks for `least` of the two witnesses."""
    path = folder / "policy"
    lines = [f"witness {name} {one.key}" for name, one in (("w1", ONE), ("w2", TWO))]
    path.write_text("\n".join([*lines, f"group both {least} w1 w2", "quorum both", ""]))
    with serving(files) as site:
        seen = Seen(policy=load_policy(path))
        report = check_address(f"{site.address}/harbour-fire/", Trust(), seen)
    wrong = [str(each) for each in report.findings()]
    assert verdict(report).startswith("NOT whole" if wrong else "whole")
    return wrong


def test_it_is_whole_where_the_quorum_has_seen_each_log(
    tmp_path: Path, files: dict[str, bytes]
) -> None:
    both = {path: cosigned(files[path], ONE, TWO) for path in (FIRE, SITE)}
    assert found(tmp_path, {**files, **both}, "all") == []
    one = {path: cosigned(files[path], ONE) for path in (FIRE, SITE)}
    assert found(tmp_path, {**files, **one}, "any") == []


def test_it_names_the_log_that_the_quorum_has_not_seen(
    tmp_path: Path, files: dict[str, bytes]
) -> None:
    some = {FIRE: cosigned(files[FIRE], ONE), SITE: cosigned(files[SITE], ONE, TWO)}
    [wrong] = found(tmp_path, {**files, **some}, "all")
    assert wrong == f"{FIRE}, position 10: the quorum both has not cosigned it; w1 did"
    assert len(found(tmp_path, files, "any")) == 2


def test_a_cosignature_that_is_wrong_counts_for_nothing(
    tmp_path: Path, files: dict[str, bytes]
) -> None:
    other = parse_note(cosigned(files[SITE], ONE)).signatures[-1]
    note = parse_note(files[FIRE])
    forged = Signature(other.name, other.key_id, other.signature)
    both = {
        FIRE: bytes(Note(note.text, (*note.signatures, forged))),
        SITE: cosigned(files[SITE], ONE),
    }
    [wrong] = found(tmp_path, {**files, **both}, "any")
    assert wrong.startswith(f"{FIRE}, position 10: ")


@pytest.mark.parametrize("text", ["", "quorum nobody\n", "witness w1 nonsense\nquorum none\n"])
def test_a_policy_that_makes_no_sense_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "policy"
    path.write_text(text)
    with pytest.raises(Trouble, match="--policy"):
        load_policy(path)
    with pytest.raises(Trouble, match="No such file"):
        load_policy(tmp_path / "none")
