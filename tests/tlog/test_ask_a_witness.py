"""Asking a witness: whatever it answers, or does not, the log goes on and knows why.

reliability.md, line 58.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from stoppress.tlog.cosignatures import cosign
from stoppress.tlog.errors import LogError, Malformed
from stoppress.tlog.exchange import MAX_REPLY_BYTES, Reply
from stoppress.tlog.hashes import EMPTY_ROOT
from stoppress.tlog.keys import COSIGNATURE, Signer
from stoppress.tlog.notes import Signature, parse_note
from stoppress.tlog.submissions import Submission, parse_submission
from stoppress.tlog.witnesses import Answer, Cosigned, Elsewhere, Refused, ask, read_answer
from tests.tlog.flips import flipped
from tests.tlog.hostile import answering, http, self_signed
from tests.tlog.note_faults import RIGHT

_TEXT = parse_note(RIGHT).text
WITNESS = Signer("witness.example/w1", b"\x09" * 32, COSIGNATURE)
OTHER = Signer("witness.example/w2", b"\x0a" * 32, COSIGNATURE)
_SIZE_TYPE = "text/x.tlog.size"
_AT = 1_700_000_000


def _line(signer: Signer = WITNESS, text: str = _TEXT) -> bytes:
    return f"{cosign(text, signer, _AT)}\n".encode()


def _read(code: int, body: bytes, content_type: str = "text/plain") -> Answer:
    return read_answer(Reply(code, content_type, body), _TEXT, WITNESS.key)


def _ask(url: str, seconds: float = 5.0) -> Answer:
    return ask(url, WITNESS.key, RIGHT, 0, [], seconds=seconds)


def test_the_request_of_the_specification_is_read_and_written_alike() -> None:
    head = (
        b"old 20852014\nPlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n"
        b"jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n"
        b"5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=\n"
        b"/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=\n\n"
    )
    submission = parse_submission(head + RIGHT)
    assert (submission.old_size, len(submission.proof)) == (20_852_014, 4)
    assert submission.note == RIGHT
    assert bytes(submission) == head + RIGHT


@given(st.integers(0, 2**63 - 1), st.lists(st.binary(min_size=32, max_size=32), max_size=63))
def test_what_is_written_is_read(old_size: int, proof: list[bytes]) -> None:
    submission = Submission(old_size, tuple(proof), RIGHT)
    assert parse_submission(bytes(submission)) == submission


def test_a_proof_longer_than_any_is_not_sent() -> None:
    with pytest.raises(LogError, match="63"):
        bytes(Submission(1, (EMPTY_ROOT,) * 64, RIGHT))
    with pytest.raises(Malformed, match="63"):
        parse_submission(b"old 1\n" + b"\n".join([b"A" * 43 + b"="] * 64) + b"\n\n" + RIGHT)


def test_a_cosignature_is_taken() -> None:
    assert _read(200, _line()) == Cosigned((cosign(_TEXT, WITNESS, _AT),))


def test_cosignatures_of_others_are_left() -> None:
    assert _read(200, _line(OTHER) + _line() + _line(OTHER)) == _read(200, _line())


def test_no_bit_of_an_answer_may_change() -> None:
    for other in flipped(_line()):
        assert isinstance(_read(200, other), Refused)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\n",
        b"cosigned\n",
        _line()[:-1],
        _line() + b"\n",
        b"\n" + _line(),
        _line().replace(b"\n", b"\r\n"),
        _line(OTHER),
        _line(WITNESS, _TEXT.replace("\n5\n", "\n6\n")),
        _line() + b"and more\n",
        b"\xff" + _line(),
        _line(Signer(WITNESS.name, bytes(32), COSIGNATURE)),
        f"{Signature(WITNESS.name, WITNESS.key.key_id, bytes(72))}\n".encode(),
        "".join(
            f"{cosign(_TEXT, Signer(f'w{n}', bytes([n]) * 32, COSIGNATURE), _AT)}\n"
            for n in range(17)
        ).encode(),
        RIGHT,
    ],
)
def test_an_answer_without_a_right_cosignature_is_a_refusal(body: bytes) -> None:
    answer = _read(200, body)
    assert isinstance(answer, Refused)
    assert answer.text.startswith("witness.example/w1 answers with what is no answer: ")


def test_a_cosignature_of_no_time_is_a_refusal() -> None:
    """The witness makes it, but tlog-witness does not let it: we could not say when."""
    message = f"cosignature/v1\ntime 0\n{_TEXT}".encode()
    signed = Ed25519PrivateKey.from_private_bytes(WITNESS.seed).sign(message)
    line = Signature(WITNESS.name, WITNESS.key.key_id, bytes(8) + signed)
    assert WITNESS.key.verifies(_TEXT, line.signature)
    answer = _read(200, f"{line}\n".encode())
    assert isinstance(answer, Refused)
    assert "has no time" in answer.text


@pytest.mark.parametrize("size", [0, 5, 9, 2**63 - 1])
def test_it_says_which_size_it_saw_last(size: int) -> None:
    assert _read(409, b"%d\n" % size, _SIZE_TYPE) == Elsewhere(size)


@pytest.mark.parametrize(
    "body", [b"", b"5", b"05\n", b"-5\n", b"5\n\n", b"5 \n", b"x\n", b"\xff\n", b"9" * 30 + b"\n"]
)
def test_a_size_that_is_none_is_a_refusal(body: bytes) -> None:
    answer = _read(409, body, _SIZE_TYPE)
    assert isinstance(answer, Refused)
    assert answer.code == 409


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (400, "says that the request is malformed"),
        (403, "does not know the key"),
        (404, "does not know this log"),
        (409, "has cosigned another checkpoint of this size"),
        (422, "says that the proof fails"),
        (500, "answers with HTTP 500"),
        (301, "answers with HTTP 301"),
        (204, "answers with HTTP 204"),
    ],
)
def test_a_refusal_says_why(code: int, says: str) -> None:
    answer = _read(code, b"<script>whatever it says</script>")
    assert isinstance(answer, Refused)
    assert answer.code == code
    assert answer.text.startswith(f"witness.example/w1 {says}")
    assert "script" not in answer.text


def test_a_plain_key_is_no_witness() -> None:
    plain = Signer("witness.example/w1", b"\x09" * 32)
    line = Signature(plain.name, plain.key.key_id, plain.sign(_TEXT))
    reply = Reply(200, "text/plain", f"{line}\n".encode())
    assert isinstance(read_answer(reply, _TEXT, plain.key), Refused)


def test_it_asks_over_http() -> None:
    with answering(http(200, _line())) as url:
        for prefix in (url, url + "/", url + "/a/prefix/"):
            assert isinstance(_ask(prefix), Cosigned)


def test_nobody_there_is_a_refusal() -> None:
    with answering() as url:
        pass
    answer = _ask(url)
    assert answer == Refused("witness.example/w1 cannot be reached: Connection refused")


def test_a_redirect_is_not_followed() -> None:
    with (
        answering(http(200, _line())) as elsewhere,
        answering(http(307, b"", "text/plain", f"Location: {elsewhere}/add-checkpoint")) as url,
    ):
        assert _ask(url) == Refused("witness.example/w1 answers with HTTP 307", 307)


@pytest.mark.parametrize(
    "parts",
    [
        (b"",),
        (b"garbage\r\n\r\n",),
        (b"\x00" * 1000,),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",),
        (b"HTTP/1.1 two OK\r\n\r\n",),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 5000 + b"\r\n",),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",),
        (http(200, b"x" * (MAX_REPLY_BYTES + 1)),),
        (http(200, _line() * 700),),
    ],
)
def test_garbage_is_a_refusal(parts: tuple[bytes, ...]) -> None:
    with answering(*parts) as url:
        assert isinstance(_ask(url), Refused)


@pytest.mark.parametrize("parts", [(), (b"H", b"T", b"T", b"P", b"/", b"1", b".", b"1") * 40])
def test_one_that_is_slow_is_not_waited_for(parts: tuple[bytes, ...]) -> None:
    """Also where every single byte comes in time: in 20 s it would have sent all."""
    with answering(*parts, pause=0.06, closes=False) as url:
        began = time.monotonic()
        answer = _ask(url, seconds=0.5)
        waited = time.monotonic() - began
    assert isinstance(answer, Refused)
    assert "no answer within 0.5 s" in answer.text or "timed out" in answer.text
    assert waited < 0.06 * 320 / 2


@pytest.mark.parametrize(
    "url", ["", "witness.example/w1", "ftp://127.0.0.1/", "file:///etc/passwd", "http://", "http://[",
            "http://127.0.0.1:99999", "http://127.0.0.1/?a=b", "http://127.0.0.1/a b"]
)  # fmt: skip
def test_an_address_that_is_none_is_a_refusal(url: str) -> None:
    assert isinstance(_ask(url), Refused)


def test_what_is_not_tls_is_a_refusal() -> None:
    with answering(b"not TLS at all") as url:
        assert isinstance(_ask(url.replace("http:", "https:")), Refused)


def test_a_certificate_that_nobody_vouches_for_is_a_refusal(tmp_path: Path) -> None:
    with answering(http(200, _line()), certificate=self_signed(tmp_path)) as url:
        answer = _ask(url)
    assert isinstance(answer, Refused)
    assert "certificate verify failed" in answer.text


def test_it_asks_over_https(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = self_signed(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with answering(http(200, _line()), certificate=certificate) as url:
        assert isinstance(_ask(url), Cosigned)
