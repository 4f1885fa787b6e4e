"""What one delivered frame costs the server: our edge beside a bare C send loop, and beside nchan.

All send the same frames to the same readers, in turns, in one run; the next frame goes when the
last reader has the one before. The whole CPU time of the server counts, following the public store
included. Memory and CPU of a connection are read in passing.

`python -m bench.delivery --readers 1000 5000 10000` takes about 8 minutes.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.figures import cpu_seconds, machine, resident_bytes, spread
from bench.programs import NotMeasurable, Readers, compiled
from bench.senders import SENDERS, Sender

_WANTED = {  # docs: the ratios that an edge must keep, by number of readers
    1_000: 1.4,
    5_000: 1.3,
    10_000: 1.25,
}


@dataclass(frozen=True)
class Cost:
    """Of one sender in one round."""

    cpu: float  # microseconds a delivery
    bytes: float  # a delivery, as they travel
    last: float  # milliseconds until the last reader has a frame: the median of all frames
    connect: float  # microseconds of CPU for one who comes
    memory: float  # resident bytes for one who is there


def measure(scratch: Path, *, readers: int, rounds: int, broadcasts: int) -> Iterator[str]:
    """The lines to print, each as it is known."""
    yield f"Delivering to {readers:,} readers, {rounds} rounds of {broadcasts}, in turns:"
    costs: dict[str, list[Cost]] = {name: [] for name in SENDERS}
    for _ in range(rounds):
        for name in list(costs):
            try:
                costs[name].append(_cost(scratch, name, readers, broadcasts))
            except NotMeasurable as reason:
                if name != "nchan":
                    raise
                del costs[name]
                yield f"  {reason}"
    for name, found in costs.items():
        yield _line(name, found)
    yield from _ratios(costs, readers)


def _cost(scratch: Path, name: str, readers: int, broadcasts: int) -> Cost:
    with SENDERS[name](scratch) as sender:
        cpu, resident = _used(sender.pids), _resident(sender.pids)
        program = compiled("readers", scratch)
        with Readers(program, sender.port, sender.path, readers, packed=sender.packed) as crowd:
            connect = (_used(sender.pids) - cpu) * 1e6 / readers
            _wait_until_there(sender, readers)
            sender.send(2)  # warm
            crowd.report(1)
            memory = (_resident(sender.pids) - resident) / readers
            cpu, came, lasts = _used(sender.pids), 0, []
            for number in range(broadcasts):
                began = time.monotonic_ns()
                sender.send(number + 3)
                report = crowd.report(1)
                came += report["bytes"]
                lasts.append((report["events"][0]["last"] - began) / 1e6)
            cpu = _used(sender.pids) - cpu
        deliveries = broadcasts * readers
        last = statistics.median(lasts)
        return Cost(cpu * 1e6 / deliveries, came / deliveries, last, connect, memory)


def _wait_until_there(sender: Sender, readers: int) -> None:
    end = time.monotonic() + 30
    while not sender.has(readers):
        if time.monotonic() > end:
            raise RuntimeError(f"{readers} readers connected, and not all are on the list")
        time.sleep(0.05)


def _line(name: str, costs: Sequence[Cost]) -> str:
    return (
        f"  {name:<16} {spread([one.cpu for one in costs])} us a delivery,"
        f" last reader after {spread([one.last for one in costs], 1)} ms;"
        f" {statistics.median(one.bytes for one in costs):,.0f} bytes;"
        f" connect {spread([one.connect for one in costs], 0)} us,"
        f" {spread([one.memory / 1024 for one in costs], 1)} KiB"
    )


def _ratios(costs: dict[str, list[Cost]], readers: int) -> Iterator[str]:
    wanted = _WANTED.get(readers, 1.4)
    ours, packed = "our edge, plain", "our edge, gzip"
    yield _ratio(costs, "CPU", ours, "C send loop", wanted)
    if "nchan" in costs:
        yield _ratio(costs, "CPU", ours, "nchan", 0.85)
    yield _ratio(costs, "CPU", packed, ours, 1.0)
    yield _ratio(costs, "bytes", packed, ours, 0.6)
    yield _ratio(costs, "last", ours, "C send loop", 1.5)


def _ratio(costs: dict[str, list[Cost]], what: str, one: str, other: str, wanted: float) -> str:
    """Within each round: what else the machine did then it did to both."""
    field = what.lower()
    ratios = [
        getattr(a, field) / getattr(b, field) for a, b in zip(costs[one], costs[other], strict=True)
    ]
    said = "time to the last reader" if what == "last" else what
    return f"  {said}, {one} / {other}: {spread(ratios)}   (wanted: at most {wanted})"


def _used(pids: Sequence[int]) -> float:
    return sum(map(cpu_seconds, pids))


def _resident(pids: Sequence[int]) -> int:
    return sum(map(resident_bytes, pids))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.delivery", description=__doc__)
    parser.add_argument("--readers", type=int, nargs="+", default=[1_000, 5_000, 10_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--broadcasts", type=int, default=50)
    arguments = parser.parse_args()
    print(machine(), flush=True)
    with tempfile.TemporaryDirectory(prefix="stoppress-bench-") as scratch:
        for readers in arguments.readers:
            for line in measure(
                Path(scratch), readers=readers, rounds=arguments.rounds,
                broadcasts=arguments.broadcasts,
            ):  # fmt: skip
                print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
