"""reliability.md, line 24: of 5,000 posts an edge keeps little, and sends a part or none."""

from __future__ import annotations

import json

from stoppress.config import Config
from stoppress.edge.limits import KIB, Limits
from tests.conformance.client import get, reading
from tests.edge.press import EPOCH, SLUG, Press
from tests.edge.process import running
from tests.waiting import eventually

POSTS, TOGETHER = 5000, 100
STREAM = f"/{SLUG}/stream"
LIMITS = Limits()


def test_line_24_an_edge_keeps_little_of_it_and_sends_a_part_or_none(
    press: Press, newsroom: Config
) -> None:
    """What a first page holds of it is in tests/projection: so many posts, the rest on others."""
    with running(newsroom) as edge:
        address = edge.address()
        _publish(press, POSTS // 10)
        press.arrive(address)
        early = edge.memory()
        _publish(press, POSTS - press.position)
        press.arrive(address)
        # Nine tenths of it came to 4.5 MB; what is kept are the newest 200 changes, or 256 KiB.
        assert edge.memory() - early < 12 * LIMITS.catch_up_bytes
        last = POSTS - LIMITS.catch_up_frames
        with reading(address, f"{STREAM}?after={EPOCH}.{last}") as stream:
            assert len(stream.changes(LIMITS.catch_up_frames)) == POSTS - last
        for behind in (0, 1, POSTS // 2, last - 1):
            with reading(address, f"{STREAM}?after={EPOCH}.{behind}") as stream:
                hello, reset = stream.rest()
                assert (hello.name, reset.name) == ("hello", "reset")
            assert get(address, f"/{SLUG}/after/{EPOCH}.{behind}").status == 410
        assert edge.memory() - early < 12 * LIMITS.catch_up_bytes
        eventually(lambda: get(address, "/-/health").status == 200)
        delta = json.loads(get(address, f"/{SLUG}/after/{EPOCH}.{POSTS - 1}").body)
        assert [frame["position"] for frame in delta["events"]] == [POSTS]


def _publish(press: Press, posts: int) -> None:
    for _ in range(posts // TOGETHER):
        press.publish(*["Long"] * TOGETHER, pad=KIB // 2)
