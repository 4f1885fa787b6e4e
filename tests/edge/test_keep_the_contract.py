"""The numbers in docs/reference/stream.md are the edge's defaults."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from stoppress.edge.limits import KIB, Limits

SPEC = Path(__file__).parents[2] / "docs/reference/stream.md"
L = Limits()


@pytest.mark.parametrize(
    "words",
    [
        f"`retry:` {L.retry_ms[0]}–{L.retry_ms[1]} ms",
        f"every {L.heartbeat_seconds:g} s",
        f"its age ({L.age_seconds / 60:g} min ± {L.age_spread * 100:g} %)",
        f"more than {L.catch_up_frames} frames or {L.catch_up_bytes // KIB} KiB are missed",
        f"more than {L.burst_frames:,} changes become public at once",
        f"leaves more than {L.unread_bytes // KIB} KiB unread",
        f"unread, or anything for {L.unread_seconds:g} s",
        f"kept to about {2 * L.kernel_bytes // KIB} KiB",
        f"at most {L.hold_seconds:g} s",
        f"held at most {L.ahead_seconds:g} s",
        f"a request head over {L.head_bytes // KIB} KiB",
        f"longer than {L.head_seconds:g} s from its first byte",
        f"rests for {L.idle_seconds:g} s",
        f"spread over {L.drain_seconds:g} s",
    ],
)
def test_it_keeps_the_numbers_that_the_contract_names(words: str) -> None:
    assert words in re.sub(r"\s+", " ", SPEC.read_text("utf-8"))
