"""Whether a checkpoint is cosigned, and what is answered: tlog-witness without the HTTP.

The order is that of the specification, and of docs/reference/log.md, "Witnesses". What is cosigned
is on disk before it is signed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from stoppress.tlog.checkpoints import Checkpoint, open_checkpoint, parse_checkpoint
from stoppress.tlog.cosignatures import cosign
from stoppress.tlog.errors import BadProof, LogError, Malformed, Unverified
from stoppress.tlog.hashes import EMPTY_ROOT
from stoppress.tlog.keys import ED25519, Signer, VerifierKey
from stoppress.tlog.notes import parse_note
from stoppress.tlog.proofs import verify_consistency
from stoppress.tlog.submissions import Submission, parse_submission
from stoppress.witness.state import Seen, State

PLAIN = "text/plain; charset=utf-8"
SIZE = "text/x.tlog.size"


@dataclass(frozen=True)
class Verdict:
    """An answer of HTTP. Where it refuses, the body is one line that says why."""

    code: int
    body: bytes
    content_type: str = PLAIN


class Witness:
    """Cosigns for the logs whose keys it was given; several of one origin are all believed."""

    def __init__(
        self,
        signer: Signer,
        logs: Iterable[VerifierKey],
        state: State,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._signer = signer
        self._logs: dict[str, list[VerifierKey]] = {}
        for key in logs:
            if key.kind != ED25519:
                raise LogError(f"the key of {key.name} is not that of a log")
            self._logs.setdefault(key.name, []).append(key)
        self._state = state
        self._now = now

    def add_checkpoint(self, body: bytes) -> Verdict:
        """The answer to a submission. Raises StateError where the state cannot be kept."""
        try:
            submission = parse_submission(body)
            claimed = parse_checkpoint(parse_note(submission.note).text)
        except Malformed as error:
            return _refusal(400, str(error))
        if claimed.origin not in self._logs:
            return _refusal(404, "this witness does not watch over that log")
        try:
            checkpoint = open_checkpoint(submission.note, self._logs[claimed.origin])
        except Unverified as error:
            return _refusal(403, str(error))
        if submission.old_size > checkpoint.size:
            return _refusal(400, "the old size is above that of the checkpoint")
        refusal = self._advance(submission, checkpoint)
        return refusal or self._cosigned(checkpoint)

    def _advance(self, submission: Submission, checkpoint: Checkpoint) -> Verdict | None:
        """Check against what was seen and remember, as one; None where all is well."""
        with self._state.turn() as turn:
            seen = turn.seen(checkpoint.origin) or Seen(0, EMPTY_ROOT, b"")
            if submission.old_size != seen.size:
                return Verdict(409, b"%d\n" % seen.size, SIZE)
            if checkpoint.size == seen.size and checkpoint.root != seen.root:
                return _refusal(409, "another root of this size was cosigned")
            try:
                verify_consistency(
                    seen.size, seen.root, checkpoint.size, checkpoint.root, submission.proof
                )
            except BadProof as error:
                return _refusal(422, str(error))
            turn.keep(checkpoint.origin, Seen(checkpoint.size, checkpoint.root, submission.note))
        return None

    def _cosigned(self, checkpoint: Checkpoint) -> Verdict:
        signature = cosign(checkpoint.text, self._signer, int(self._now()))
        return Verdict(200, f"{signature}\n".encode())


def _refusal(code: int, why: str) -> Verdict:
    return Verdict(code, f"{why}\n".encode())
