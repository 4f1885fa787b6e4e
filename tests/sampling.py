"""Keeping a run within its time: of some folders only one test in so many, by a printed seed."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

_TESTS = Path(__file__).parent


def add_options(parser: pytest.Parser) -> None:
    parser.addoption(
        "--sample", action="append", default=[], metavar="FOLDER:N", help="run one test in N of it"
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
    every = dict(one.split(":") for one in config.getoption("--sample"))
    if not every or config.getoption("--full"):
        return
    luck = random.Random(seed_of(config))
    left_out = [
        item
        for item in sorted(items, key=lambda item: item.nodeid)
        if luck.random() * int(every.get(_folder(item), 1)) >= 1
    ]
    config.hook.pytest_deselected(items=left_out)
    gone = set(left_out)
    items[:] = [item for item in items if item not in gone]


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(_TESTS).parts[0]
