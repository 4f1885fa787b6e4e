"""`bin/bench`: run the measurements and print them. `--smoke` is a short run for CI."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import delivery, publishing, record, restoring, weight
from bench.figures import machine
from bench.programs import NotMeasurable


def main() -> int:
    """Print every figure; 1 where one cannot be measured here."""
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="a short run: does each one work?")
    parser.add_argument("--readers", type=int, default=1000)
    arguments = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory(prefix="stoppress-bench-") as scratch:
        try:
            for line in _figures(Path(scratch), arguments.readers, smoke=arguments.smoke):
                print(line, flush=True)
        except NotMeasurable as reason:
            print(f"bench: {reason}", file=sys.stderr)
            return 1
    return 0


def _figures(scratch: Path, readers: int, *, smoke: bool) -> Iterator[str]:
    rounds, publishes, broadcasts = (1, 5, 5) if smoke else (5, 200, 50)
    crowd = 50 if smoke else readers
    yield from delivery.measure(scratch, readers=crowd, rounds=rounds, broadcasts=broadcasts)
    yield from publishing.measure(scratch, readers=1, publishes=publishes)
    yield from publishing.measure(scratch, readers=crowd, publishes=publishes)
    yield from weight.weigh(scratch)
    yield from weight.time_imports(scratch, rounds=rounds)
    sizes = (10,) if smoke else (10, 100, 1_000, 10_000)
    yield from record.measure(
        scratch,
        rounds=rounds,
        each=5 if smoke else 100,
        sizes=sizes,
        publishes=3 if smoke else 50,
    )
    yield from restoring.measure(scratch, revisions=200 if smoke else 10_000)


if __name__ == "__main__":
    sys.exit(main())
