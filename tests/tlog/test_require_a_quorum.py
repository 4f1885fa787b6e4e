"""Policies: who must have seen a checkpoint before it is believed (tlog-policy)."""

from __future__ import annotations

import itertools

import pytest

from stoppress.tlog.cosignatures import cosign
from stoppress.tlog.errors import Malformed, Unverified
from stoppress.tlog.keys import COSIGNATURE, Signer
from stoppress.tlog.notes import Signature, parse_note, with_signatures
from stoppress.tlog.policy import MAX_POLICY_BYTES, parse_policy
from tests.tlog.logs import SIGNER
from tests.tlog.note_faults import RIGHT

_LOG = f"log {SIGNER.key}\n"
_SIGNERS = {
    name: Signer(f"witness.example/{name}", name.encode() * 16, COSIGNATURE)
    for name in ("X1", "X2", "X3", "Y1", "Y2", "Y3")
}
_WITNESSES = "".join(f"witness {name} {signer.key}\n" for name, signer in _SIGNERS.items())
_EXAMPLE = (
    f"# the example of the specification\n\n{_LOG}{_WITNESSES}"
    "group X-witnesses 2 X1 X2 X3\n\tgroup  Y-witnesses\tany Y1 Y2 Y3 \n"
    "group X-and-Y all X-witnesses Y-witnesses\nquorum X-and-Y\n"
)


def _seen_by(*names: str) -> bytes:
    note = parse_note(RIGHT)
    cosigned = [cosign(note.text, _SIGNERS[name], 1_700_000_000) for name in names]
    return bytes(with_signatures(note, cosigned))


def test_the_policy_of_the_specification_asks_for_two_and_one() -> None:
    policy = parse_policy(_EXAMPLE.encode())
    for count in range(7):
        for names in itertools.combinations(_SIGNERS, count):
            enough = sum(name < "Y" for name in names) >= 2 and any(name > "Y" for name in names)
            assert policy.is_met_by(names) is enough


def test_a_checkpoint_is_opened_once_a_quorum_has_seen_it() -> None:
    policy = parse_policy(_EXAMPLE.encode())
    assert policy.open(_seen_by("X1", "X3", "Y2")).size == 5
    for too_few in ([], ["X1", "X2", "X3"], ["X1", "Y1", "Y2", "Y3"]):
        with pytest.raises(Unverified, match=r"has not seen the checkpoint of size 5 \(\d of 6"):
            policy.open(_seen_by(*too_few))


def test_a_wrong_cosignature_of_a_known_witness_refuses_the_checkpoint() -> None:
    policy = parse_policy(f"{_LOG}{_WITNESSES}quorum none\n".encode())
    key = _SIGNERS["X1"].key
    note = with_signatures(parse_note(RIGHT), [Signature(key.name, key.key_id, bytes(72))])
    with pytest.raises(Unverified, match="is wrong"):
        policy.open(bytes(note))


def test_witnesses_alone_do_not_make_a_checkpoint() -> None:
    policy = parse_policy(f"{_WITNESSES}quorum X1\n".encode())
    with pytest.raises(Unverified, match="no known key"):
        policy.open(_seen_by("X1"))
    # The log may be known from elsewhere: the specification lets a policy name none.
    assert policy.open(_seen_by("X1"), SIGNER.key).size == 5


@pytest.mark.parametrize("quorum", ["quorum none", "quorum none\n", " quorum\tnone\t \n# end"])
def test_a_policy_may_ask_for_no_witness(quorum: str) -> None:
    assert parse_policy((_LOG + quorum).encode()).open(RIGHT).size == 5


def test_addresses_are_kept() -> None:
    policy = parse_policy(
        f"log {SIGNER.key} https://live.example/\n"
        f"witness W {_SIGNERS['X1'].key} https://witness.example/w1\nquorum W\n".encode()
    )
    assert policy.logs[0].url == "https://live.example/"
    assert policy.witnesses["W"].url == "https://witness.example/w1"


def test_names_are_bytes_and_not_letters() -> None:
    line = b"witness %s " + f"{_SIGNERS['X1'].key}\n".encode()
    kelvin = "\u212a".encode()
    assert parse_policy(line % b"\xff" + b"quorum \xff\n").quorum == "\udcff"
    with pytest.raises(Malformed, match="nothing above"):
        parse_policy(line % b"K" + b"quorum " + kelvin + b"\n")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "has no quorum"),
        (_LOG, "has no quorum"),
        ("quorum none\nquorum none\n", "line 2 .* once"),
        ("quorum\n", "once"),
        ("quorum nobody\n", "nothing above has the name nobody"),
        ("quorum X1\nwitness X1 " + str(_SIGNERS["X1"].key), "line 1 .* nothing above"),
        (_LOG + _LOG + "quorum none\n", "line 2 .* there already"),
        (_WITNESSES + f"witness Z {_SIGNERS['X1'].key}\nquorum none\n", "there already"),
        (_WITNESSES + f"witness X1 {_SIGNERS['X1'].key}\nquorum none\n", "name X1 is taken"),
        (f"witness none {_SIGNERS['X1'].key}\nquorum none\n", "name none is taken"),
        (_WITNESSES + "group X1 any X2\nquorum none\n", "name X1 is taken"),
        (_WITNESSES + "group g any g\nquorum none\n", "nothing above has the name g"),
        (_WITNESSES + "group g any none\nquorum none\n", "nothing above has the name none"),
        (_WITNESSES + "group g any X1 X1\nquorum none\n", "member already"),
        (_WITNESSES + "group g any X1\ngroup h any X1\nquorum none\n", "member already"),
        (_WITNESSES + "group g any\nquorum none\n", "write `group"),
        (_WITNESSES + "group g 0 X1\nquorum none\n", "0 is neither"),
        (_WITNESSES + "group g 01 X1\nquorum none\n", "01 is neither"),
        (_WITNESSES + "group g 2 X1\nquorum none\n", "from 1 to 1"),
        (_WITNESSES + "group g most X1\nquorum none\n", "most is neither"),
        (f"log {_SIGNERS['X1'].key}\nquorum none\n", "kind 0x04"),
        (f"witness W {SIGNER.key}\nquorum none\n", "kind 0x01"),
        ("log\nquorum none\n", "write `log"),
        ("log a b c\nquorum none\n", "write `log"),
        ("witness W\nquorum none\n", "write `witness"),
        ("log name+00000000+AAAA\nquorum none\n", "line 1"),
        ("Quorum none\n", "Quorum is none of"),
        ("quorum none\r\n", "control character"),
        ("quorum none\x7f\n", "control character"),
        ("quorum\x0bnone\n", "control character"),
        ("quorum\u00a0none\n", "is none of log"),
    ],
)
def test_a_policy_that_cannot_be_meant_is_refused_by_its_line(text: str, why: str) -> None:
    with pytest.raises(Malformed, match=why):
        parse_policy(text.encode())


def test_a_log_whose_name_is_no_text_is_refused() -> None:
    with pytest.raises(Malformed):
        parse_policy(b"log \xff+00000000+" + str(SIGNER.key).rpartition("+")[2].encode() + b"\n")


def test_a_policy_beyond_all_measure_is_refused() -> None:
    with pytest.raises(Malformed, match="too long"):
        parse_policy(b"#" * MAX_POLICY_BYTES + b"\nquorum none\n")
