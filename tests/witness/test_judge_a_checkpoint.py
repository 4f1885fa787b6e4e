"""What a witness cosigns, what it refuses, and with which code (tlog-witness)."""

from __future__ import annotations

from pathlib import Path

import pytest

from stoppress.tlog.errors import LogError
from stoppress.tlog.exchange import Reply
from stoppress.tlog.hashes import EMPTY_ROOT
from stoppress.tlog.keys import ED25519, Signer
from stoppress.tlog.notes import Signature, parse_note, with_signatures
from stoppress.tlog.submissions import Submission
from stoppress.tlog.witnesses import Cosigned, read_answer
from stoppress.witness.judging import Verdict, Witness
from stoppress.witness.state import State
from tests.tlog.flips import flipped
from tests.tlog.logs import ORIGIN, SIGNER, rows_of, signed
from tests.tlog.note_faults import FAULTS
from tests.witness.running import LARGEST, WITNESS, submission

_NOW = 1_700_000_000
_ROWS = rows_of(LARGEST)


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return Witness(WITNESS, [SIGNER.key], State(tmp_path / "state"), now=lambda: _NOW)


def _cosigned(verdict: Verdict, size: int) -> bool:
    """Whether the verdict holds the cosignature of our checkpoint of that size, of this moment."""
    reply = Reply(verdict.code, verdict.content_type, verdict.body)
    answer = read_answer(reply, parse_note(signed(_ROWS, size)).text, WITNESS.key)
    return isinstance(answer, Cosigned) and [
        int.from_bytes(each.signature[:8], "big") for each in answer.signatures
    ] == [_NOW]


def test_it_cosigns_what_continues(witness: Witness) -> None:
    old = 0
    for size in (0, 0, 1, 1, 2, 255, 256, 257, 300, 300):
        assert _cosigned(witness.add_checkpoint(submission(old, size)), size)
        old = size


def test_it_tells_whoever_comes_from_elsewhere_where_it_is(witness: Witness) -> None:
    assert witness.add_checkpoint(submission(5, 7)) == Verdict(409, b"0\n", "text/x.tlog.size")
    assert witness.add_checkpoint(submission(0, 7)).code == 200
    for old, size in ((0, 7), (0, 9), (5, 9), (8, 9), (0, 3), (3, 3)):
        verdict = witness.add_checkpoint(submission(old, size))
        assert verdict == Verdict(409, b"7\n", "text/x.tlog.size")
    assert _cosigned(witness.add_checkpoint(submission(7, 9)), 9)


def test_it_never_cosigns_another_root_of_the_same_size(witness: Witness) -> None:
    assert witness.add_checkpoint(submission(0, 7)).code == 200
    other = rows_of(LARGEST, other_from=3)
    verdict = witness.add_checkpoint(submission(7, 7, other))
    assert (verdict.code, verdict.content_type) == (409, "text/plain; charset=utf-8")
    assert _cosigned(witness.add_checkpoint(submission(7, 7)), 7)


def test_it_never_cosigns_another_past(witness: Witness) -> None:
    assert witness.add_checkpoint(submission(0, 7)).code == 200
    for other_from in range(7):
        other = rows_of(LARGEST, other_from=other_from)
        assert witness.add_checkpoint(submission(7, 300, other)).code == 422
    assert _cosigned(witness.add_checkpoint(submission(7, 300)), 300)


def test_no_bit_of_the_proof_may_change(witness: Witness) -> None:
    assert witness.add_checkpoint(submission(0, 5)).code == 200
    body = submission(5, 7)
    head, parted, note = body.partition(b"\n\n")
    for other in flipped(head):
        assert witness.add_checkpoint(other + parted + note).code in (400, 409, 422)
    assert _cosigned(witness.add_checkpoint(body), 7)


def test_a_proof_too_many_is_refused(witness: Witness) -> None:
    note = signed(_ROWS, 7)
    assert witness.add_checkpoint(bytes(Submission(0, (EMPTY_ROOT,), note))).code == 422
    assert witness.add_checkpoint(submission(0, 7)).code == 200
    assert witness.add_checkpoint(bytes(Submission(7, (EMPTY_ROOT,), note))).code == 422


def test_an_empty_tree_has_one_root_only(witness: Witness) -> None:
    from stoppress.tlog.checkpoints import Checkpoint, sign_checkpoint

    wrong = sign_checkpoint(Checkpoint(ORIGIN, 0, _ROWS.root(1)), SIGNER)
    assert witness.add_checkpoint(bytes(Submission(0, (), wrong))).code in (409, 422)


def test_an_unknown_log_is_not_found(witness: Witness) -> None:
    stranger = Signer("live.example/elsewhere/log", SIGNER.seed)
    assert witness.add_checkpoint(submission(0, 7, signer=stranger)).code == 404


def test_another_key_is_forbidden(witness: Witness) -> None:
    assert witness.add_checkpoint(submission(0, 7, signer=Signer(ORIGIN, bytes(32)))).code == 403
    note = parse_note(signed(_ROWS, 7))
    wrong = Signature(ORIGIN, SIGNER.key.key_id, bytes(64))
    both = bytes(with_signatures(note, [wrong]))
    assert witness.add_checkpoint(bytes(Submission(0, (), both))).code == 403


def test_signatures_of_others_are_no_matter(witness: Witness) -> None:
    more = [Signature(f"other.example/{n}", b"abcd", b"anything") for n in range(15)]
    note = bytes(with_signatures(parse_note(signed(_ROWS, 7)), more))
    assert _cosigned(witness.add_checkpoint(bytes(Submission(0, (), note))), 7)


def test_an_old_size_above_the_new_one_is_a_bad_request(witness: Witness) -> None:
    assert witness.add_checkpoint(b"old 8\n\n" + signed(_ROWS, 7)).code == 400


@pytest.mark.parametrize("name", FAULTS)
def test_a_note_that_is_wrong_is_never_cosigned(witness: Witness, name: str) -> None:
    assert witness.add_checkpoint(b"old 0\n\n" + FAULTS[name]).code in (400, 403, 404)


@pytest.mark.parametrize(
    "head",
    [
        b"", b"old", b"old ", b"old 00", b"old 01", b"old -1", b"old +1", b"old 1 ", b" old 0",
        b"Old 0", b"new 0", b"old 0\r", b"old\t0", b"old 0\nAAAA", b"old 0\n@@",
        b"old 0\n" + b"A" * 44,
        b"old 9223372036854775808", b"old 0\n" + b"\n".join([b"A" * 43 + b"="] * 64), b"old \xff",
    ],
)  # fmt: skip
def test_a_malformed_request_is_a_bad_request(witness: Witness, head: bytes) -> None:
    assert witness.add_checkpoint(head + b"\n\n" + signed(_ROWS, 7)).code == 400
    assert witness.add_checkpoint(head).code == 400


def test_it_remembers(tmp_path: Path) -> None:
    state = tmp_path / "state"
    first = Witness(WITNESS, [SIGNER.key], State(state))
    assert first.add_checkpoint(submission(0, 7)).code == 200
    again = Witness(WITNESS, [SIGNER.key], State(state))
    assert again.add_checkpoint(submission(0, 9)).body == b"7\n"


def test_it_knows_both_keys_of_a_log_while_one_follows_the_other(tmp_path: Path) -> None:
    following = Signer(ORIGIN, b"\x07" * 32)
    both = Witness(WITNESS, [SIGNER.key, following.key], State(tmp_path / "state"))
    assert both.add_checkpoint(submission(0, 7)).code == 200
    assert both.add_checkpoint(submission(7, 9, signer=following)).code == 200


def test_each_log_has_a_size_of_its_own(tmp_path: Path) -> None:
    other = Signer("live.example/elsewhere/log", SIGNER.seed)
    both = Witness(WITNESS, [SIGNER.key, other.key], State(tmp_path / "state"))
    assert both.add_checkpoint(submission(0, 7)).code == 200
    assert both.add_checkpoint(submission(0, 300, signer=other)).code == 200
    assert both.add_checkpoint(submission(0, 9)).body == b"7\n"


def test_a_witness_watches_over_logs_only(tmp_path: Path) -> None:
    with pytest.raises(LogError, match="is not that of a log"):
        Witness(WITNESS, [WITNESS.key], State(tmp_path / "state"))
    assert SIGNER.kind == ED25519
