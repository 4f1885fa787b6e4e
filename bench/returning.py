"""Readers who come back: a storm of all of them at once, and a day on which everything dies.

The readers (returning.c) check by themselves that each is sent every change once and in order; they
share no code with the edge. `python -m bench.returning --readers 10000` takes about 3 minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from bench.edge import running_edge
from bench.figures import machine
from bench.programs import LOAD_CPU, SERVER_CPU, NotMeasurable, Piped, compiled
from bench.senders import SLUG, publish, store
from stoppress.config import Config
from stoppress.edge.asking import Gone, ask, sockets_in

_PATIENCE = 120.0  # seconds until a run is given up
_MISSED = 20  # changes that become public while there is no edge


class Returning(Piped):
    """`count` readers of the edge at `port`, who have position 1."""

    def __init__(self, scratch: Path, port: int, count: int) -> None:
        program = compiled("returning", scratch)
        where = (str(port), f"/{SLUG}/stream", "bench", "1", str(count))
        super().__init__(program, *where, cpu=LOAD_CPU)
        self.count = count

    def tell(self, position: int) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.ask(f"tell {position}"))
        return told

    def all_reach(self, position: int) -> tuple[dict[str, Any], float]:
        """What they tell when all have been sent `position`, and when that was (monotonic)."""
        end = time.monotonic() + _PATIENCE
        while (told := self.tell(position))["at"] < self.count:
            if time.monotonic() > end:
                raise RuntimeError(f"not all readers reached {position}: {told}")
            time.sleep(0.01)
        return told, time.monotonic()


def storm(scratch: Path, *, readers: int, patient: bool = True) -> Iterator[str]:
    """The only edge of all readers is killed; all come to the next, which must look back for them.

    Their cursors differ: each lacks up to 20 of the changes from before. The patient come back
    after the `retry` that they were given, the others within a second.
    """
    # The readers go before the edges do, which else would take 5 s to tell them.
    with store(scratch) as (config, writer), ExitStack() as edges, ExitStack() as readers_go:
        first, port = edges.enter_context(running_edge(config, cpu=SERVER_CPU))
        crowd = readers_go.enter_context(Returning(scratch, port, readers))
        if patient:
            crowd.ask("patient")
        seen, top = _MISSED + 1, 2 * _MISSED + 1
        for position in range(2, seen + 1):
            publish(writer, position)
        crowd.all_reach(seen)
        began = time.monotonic()
        first.kill()
        first.wait()
        crowd.ask(f"back {_MISSED}")  # none is on a stream any more that would tell him more
        for position in range(seen + 1, top + 1):
            publish(writer, position)
        edges.enter_context(running_edge(config, cpu=SERVER_CPU, port=port))
        started = time.monotonic()
        told, reached = crowd.all_reach(top)
        reads = _reads_of_the_store(config)
    after = reached - told["opened"] / 1e9
    share = 100 * told["refused"] / readers
    yield f"{readers:,} readers lose their edge (kill -9), {_MISSED} changes pass, it is started:"
    yield f"  it listens again after             {started - began:6.1f} s"
    yield f"  all have what they missed after    {reached - began:6.1f} s   (wanted: at most 15)"
    yield f"  after the last of them came back   {after:6.1f} s   (wanted: at most 5)"
    yield f"  reads of the public store for them {reads:6.0f}     (wanted: at most 50)"
    yield f"  were refused                       {share:6.2f} %   (wanted: at most 1)"
    yield _verdict(told)


def day(scratch: Path, *, readers: int, changes: int, gap: float) -> Iterator[str]:
    """Two workers on one port; after every tenth change a hundredth of the readers are cut.

    `gap` seconds lie between two changes.
    """
    with store(scratch) as (config, writer), ExitStack() as stack:
        above, port = stack.enter_context(running_edge(config, cpu=SERVER_CPU, workers=2))
        crowd = stack.enter_context(Returning(scratch, port, readers))
        fate = Fate(above, crowd, changes)
        top = changes + 1
        for position in range(2, top + 1):
            publish(writer, position)
            if position % 10 == 0:
                crowd.ask(f"cut {max(readers // 100, 1)}")
            fate.befall(position)
            time.sleep(gap)
        crowd.ask("go")
        fate.wait_for_renewal()
        told, _ = crowd.all_reach(top)
    yield f"{readers:,} readers, {changes} changes, two workers, readers cut by chance:"
    yield from fate.said
    yield f"  {told['returns']:,} times somebody had to come back, {told['refused']:,} were refused"
    yield f"  the reader who stopped reading was cut: {'yes' if told['slow'] else 'no'}"
    yield _verdict(told)


class Fate:
    """What happens to the workers and to one reader, each at its share of the changes."""

    def __init__(self, above: subprocess.Popen[str], crowd: Returning, changes: int) -> None:
        self.said: list[str] = []
        self._above, self._crowd = above, crowd
        self._to_go: set[int] = set()  # the workers of whom the renewal must leave none
        self._at = {
            changes // 10: self._kill,
            changes // 5: self._stop,
            changes * 7 // 10: self._renew,
        }

    def befall(self, position: int) -> None:
        if position in self._at:
            self.said.append(f"  change {position}: {self._at[position](position)}")

    def wait_for_renewal(self) -> None:
        """Raises where a worker from before it is still there in the end, or there are not two."""
        end = time.monotonic() + _PATIENCE
        while self._to_go & (there := self._workers()) or len(there) != 2:
            if time.monotonic() > end:
                raise RuntimeError(f"workers {there} after the renewal of {self._to_go}")
            time.sleep(0.05)

    def _kill(self, position: int) -> str:
        """In the middle of sending this change: some have it, not all."""
        end = time.monotonic() + 2
        while (told := self._crowd.tell(position))["at"] < self._crowd.count // 10:
            if time.monotonic() > end:
                break
        os.kill(min(self._workers()), signal.SIGKILL)
        return f"a worker is killed (-9) when {told['at']:,} have it"

    def _stop(self, _: int) -> str:
        self._crowd.ask("stop")
        return "a reader reads no more"

    def _renew(self, _: int) -> str:
        self._to_go = self._workers()
        self._above.send_signal(signal.SIGHUP)
        return "both workers are renewed, one after the other (SIGHUP)"

    def _workers(self) -> set[int]:
        pid = self._above.pid
        return set(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))


def _reads_of_the_store(config: Config) -> float:
    """What the edge that runs has asked the store for, beside looking whether it changed."""
    for place in sockets_in(config.edge_sockets):
        with suppress(Gone):  # the one that was killed could not tidy up
            lines = ask(place, "/metrics", 10).decode().splitlines()
            name = "stoppress_store_questions_total{"
            return sum(float(line.split()[-1]) for line in lines if line.startswith(name))
    raise RuntimeError("no edge answers at its private socket")


def _verdict(told: dict[str, Any]) -> str:
    """Raises where a reader missed something, so that nobody overlooks it."""
    said = ", ".join(f"{what} {told[what]}" for what in ("lost", "doubled", "disordered", "resets"))
    if any(told[what] for what in ("lost", "doubled", "disordered", "resets")):
        raise RuntimeError(f"the delivery was not whole: {said}")
    return f"  {said}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.returning", description=__doc__)
    parser.add_argument("--readers", type=int, default=10_000)
    parser.add_argument("--changes", type=int, default=200)
    parser.add_argument("--gap", type=float, default=0.25, help="seconds between two changes")
    arguments = parser.parse_args()
    print(machine(), flush=True)
    with tempfile.TemporaryDirectory(prefix="stoppress-returning-") as name:
        try:
            for line in storm(Path(name), readers=arguments.readers):
                print(line, flush=True)
            for line in day(
                Path(name), readers=arguments.readers, changes=arguments.changes, gap=arguments.gap
            ):
                print(line, flush=True)
        except (NotMeasurable, RuntimeError) as reason:
            print(f"bench: {reason}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
