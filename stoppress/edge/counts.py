"""What an edge counts besides its readers: requests, and how long things took."""

from __future__ import annotations

import time
from collections import Counter

from stoppress.edge.exposition import Histogram, Sample

_TAIL_BOUNDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_LOOP_BOUNDS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)


class Counts:
    """Written on the loop, but for `tail`: that is the follower's."""

    def __init__(self) -> None:
        self.started_at = time.time()
        self.tail = Histogram(_TAIL_BOUNDS)  # from a publication's time to the last write of it
        self.loop = Histogram(_LOOP_BOUNDS)  # how late a sweep came
        self._requests: Counter[tuple[str, int]] = Counter()

    def answered(self, kind: str, status: int) -> None:
        self._requests[kind, status // 100] += 1

    def requests(self) -> list[Sample]:
        return [
            Sample(count, {"kind": kind, "answer": f"{hundreds}xx"})
            for (kind, hundreds), count in sorted(self._requests.items())
        ]
