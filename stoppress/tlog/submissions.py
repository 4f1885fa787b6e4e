"""What is sent to a witness: the size that it should know, a proof from there, a checkpoint.

The body of `add-checkpoint` (C2SP tlog-witness), as a log writes it and as a witness reads it.
"""

from __future__ import annotations

from dataclasses import dataclass

from stoppress.tlog import base64_lines
from stoppress.tlog.decimals import parse_decimal
from stoppress.tlog.errors import LogError, Malformed
from stoppress.tlog.notes import MAX_NOTE_BYTES

MAX_PROOF_LINES = 63
MAX_BODY_BYTES = MAX_NOTE_BYTES + 4096


@dataclass(frozen=True)
class Submission:
    """`note` is the signed checkpoint, `proof` the consistency proof from `old_size` to it."""

    old_size: int
    proof: tuple[bytes, ...]
    note: bytes

    def __bytes__(self) -> bytes:
        if len(self.proof) > MAX_PROOF_LINES:
            raise LogError(f"a witness takes no proof of more than {MAX_PROOF_LINES} hashes")
        lines = [f"old {self.old_size}", *map(base64_lines.encode, self.proof), "", ""]
        return "\n".join(lines).encode() + self.note


def parse_submission(body: bytes) -> Submission:
    """The submission in a request. Raises Malformed. The note in it is looked at by nobody yet."""
    head, parted, note = body.partition(b"\n\n")
    if not parted:
        raise Malformed("no empty line stands before the checkpoint")
    try:
        old, *hashes = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise Malformed("the lines before the checkpoint are ASCII") from None
    if not old.startswith("old "):
        raise Malformed("the first line is `old` and a size")
    if len(hashes) > MAX_PROOF_LINES:
        raise Malformed(f"a proof has at most {MAX_PROOF_LINES} hashes")
    size = parse_decimal(old.removeprefix("old "))
    return Submission(size, tuple(map(base64_lines.decode_hash, hashes)), note)
