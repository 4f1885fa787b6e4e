"""reliability.md, line 31: `kill -9` of the desk at each step of a publish, under load.

After each kill the record is checked whole: nothing acknowledged is lost, no position is left out,
no revision is half there. At the end an open stream has seen every post once and in order.
"""

from __future__ import annotations

import random
from collections import Counter
from statistics import median

import pytest

from stoppress.config import Config
from stoppress.record.checking.fsck import check_record
from stoppress.record.history import published
from stoppress.record.models import Revision
from tests.commands.shell import Served, Shell
from tests.faults.newsdesk import Newsdesk, at_work, check, rate_of
from tests.faults.strace import Step, require_strace, steps_of_publish, struck
from tests.waiting import eventually

_PEOPLE, _PHOTOGRAPHERS = 6, 2
_PARTS = 4  # of a full run, each in a newsroom of its own: after each kill all of it is checked


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    metafunc.parametrize("part", range(_PARTS if metafunc.config.getoption("--full") else 1))


@pytest.mark.journey
def test_line_31_a_kill_at_any_step_of_a_publish_loses_nothing(
    shell: Shell, part: int, full: bool
) -> None:
    require_strace()
    seed = random.randrange(2**32)
    print(f"seed {seed}, part {part + 1}")
    chance, kills = random.Random(seed), 200 // _PARTS if full else 20
    killed: Counter[str] = Counter()
    rates = []
    with shell.serving() as served:
        newsdesk, watcher = at_work(shell, served, people=_PEOPLE, photographers=_PHOTOGRAPHERS)
        steps = steps_of_publish(shell.config)
        for kill in range(kills):
            rates.append(rate_of(newsdesk, posts=20))
            step = steps[(part + kill) % len(steps)]  # so that over all parts each has its share
            _kill_at(served, step, chance.randint(1, step.count))
            killed[step.name] += 1
            _check_record(shell.config, newsdesk)
        newsdesk.end()
        check(newsdesk, watcher)
    for name, count in killed.items():
        print(f"{count:4} {'#' * count} {name}")
    print(f"{kills} kills, {len(newsdesk.told)} posts; before each kill the desk published")
    print(f"{median(rates):.0f} a second (median; {min(rates):.0f} to {max(rates):.0f})")


def _kill_at(served: Served, step: Step, number: int) -> None:
    """Returns once it was killed there and another desk has taken its place."""
    pid = served.children()["desk"]
    with struck(pid, step, number, "signal=KILL"):
        eventually(lambda: served.children().get("desk", pid) != pid)


def _check_record(config: Config, newsdesk: Newsdesk) -> None:
    """What was told by now is there once, without a gap, and everything is what its leaf says."""
    told = dict(newsdesk.told)
    rows = list(Revision.objects.order_by("position"))
    assert [row.position for row in rows] == list(range(1, len(rows) + 1))
    there = Counter(published(row).content.get("headline") for row in rows[2:])
    assert not [headline for headline in told if there[headline] != 1]
    assert list(check_record(config)) == []
