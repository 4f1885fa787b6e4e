"""Asking a witness to cosign a checkpoint (C2SP tlog-witness), bounded in time and bytes.

Whatever a witness answers, or does not, comes back as a value: nobody has to wait for it or fail
because of it. The size that a witness cosigned last is the caller's to keep.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stoppress.tlog.decimals import parse_decimal
from stoppress.tlog.errors import LogError, Malformed, Unverified
from stoppress.tlog.exchange import Reply, post
from stoppress.tlog.keys import COSIGNATURE, VerifierKey, signature_time
from stoppress.tlog.notes import (
    MAX_SIGNATURES,
    Note,
    Signature,
    parse_note,
    parse_signature,
    verified,
)
from stoppress.tlog.submissions import Submission

SECONDS = 5.0
SIZE_TYPE = "text/x.tlog.size"
_REASONS = {
    400: "says that the request is malformed",
    403: "does not know the key that signed the checkpoint",
    404: "does not know this log",
    409: "has cosigned another checkpoint of this size",
    422: "says that the proof fails",
}


@dataclass(frozen=True)
class Cosigned:
    """It cosigned. The signatures were checked; `notes.with_signatures` puts them to the note."""

    signatures: tuple[Signature, ...]


@dataclass(frozen=True)
class Elsewhere:
    """It cosigned `size` last: ask again with a proof from there.

    A size above that of the checkpoint means that the log went back, or that there are two of it.
    """

    size: int


@dataclass(frozen=True)
class Refused:
    """No cosignature. `text` says why, in a sentence about the witness; `code` is HTTP's."""

    text: str
    code: int | None = None


Answer = Cosigned | Elsewhere | Refused


def ask(
    url: str,
    key: VerifierKey,
    note: bytes,
    old_size: int,
    proof: Sequence[bytes],
    *,
    seconds: float = SECONDS,
) -> Answer:
    """Submit the checkpoint `note` to the witness of this submission prefix and key.

    Never raises for what the witness or the network does; ends after `seconds` at the latest.
    """
    body = bytes(Submission(old_size, tuple(proof), note))
    try:
        reply = post(url.rstrip("/") + "/add-checkpoint", body, seconds)
    except (OSError, LogError) as error:
        return Refused(f"{key.name} cannot be reached: {_said(error)}")
    return read_answer(reply, parse_note(note).text, key)


def read_answer(reply: Reply, text: str, key: VerifierKey) -> Answer:
    """What the reply to a checkpoint of this text means. Only cosignatures by `key` count."""
    try:
        if reply.code == 200:
            return Cosigned(_cosignatures(reply.body, text, key))
        if reply.code == 409 and reply.content_type == SIZE_TYPE:
            return Elsewhere(_size(reply.body))
    except LogError as error:
        return Refused(f"{key.name} answers with what is no answer: {error}", reply.code)
    reason = _REASONS.get(reply.code, f"answers with HTTP {reply.code}")
    return Refused(f"{key.name} {reason}", reply.code)


def _said(error: OSError | LogError) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def _cosignatures(body: bytes, text: str, key: VerifierKey) -> tuple[Signature, ...]:
    try:
        lines = body.decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed("it is not UTF-8") from None
    if not lines.endswith("\n"):
        raise Malformed("it does not end in a newline")
    signatures = [parse_signature(line) for line in lines[:-1].split("\n")]
    if len(signatures) > MAX_SIGNATURES:
        raise Malformed(f"it has more than {MAX_SIGNATURES} signatures")
    found = verified(Note(text, tuple(dict.fromkeys(signatures))), [key])
    if key.kind != COSIGNATURE or not found:
        raise Unverified("it has no cosignature by the key of the witness")
    if any(signature_time(each.signature) == 0 for each in found):
        raise Malformed("a cosignature has no time")
    return found


def _size(body: bytes) -> int:
    text = body.decode("ascii", "replace")
    if not text.endswith("\n"):
        raise Malformed("the size does not end in a newline")
    return parse_decimal(text[:-1])
