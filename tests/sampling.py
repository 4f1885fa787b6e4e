"""Keeping a run within its time: of some tests only one in so many, by a printed seed."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

_TESTS = Path(__file__).parent


def add_options(parser: pytest.Parser) -> None:
    parser.addoption(
        "--sample", action="append", default=[], metavar="PATH:N", help="run one test in N there"
    )
    parser.addoption("--sample-seed", type=int, help="the seed that an earlier run printed")


def seed_of(config: pytest.Config) -> int:
    """The seed of this run; settled once."""
    seed = config.getoption("--sample-seed")
    if seed is None:
        seed = config.option.sample_seed = random.SystemRandom().randrange(10**6)
    return int(seed)


def sample(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the options say; with `--full` nothing."""
    shares = [one.split(":") for one in config.getoption("--sample")]
    if not shares or config.getoption("--full"):
        return
    luck = random.Random(seed_of(config))
    left_out = [
        item
        for item in sorted(items, key=lambda item: item.nodeid)
        if luck.random() * _one_in(item, shares) >= 1
    ]
    config.hook.pytest_deselected(items=left_out)
    gone = set(left_out)
    items[:] = [item for item in items if item not in gone]


def _one_in(item: pytest.Item, shares: list[list[str]]) -> int:
    """Of the tests beside `item`, one in how many runs; paths are compared from their beginning."""
    path = str(item.path.relative_to(_TESTS))
    return next((int(number) for begin, number in shares if path.startswith(begin)), 1)
