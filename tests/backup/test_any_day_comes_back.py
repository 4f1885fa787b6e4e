"""Whatever editors did, in whatever order: a backup from the middle of it and what was published
since give the same record again.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from stoppress.backup.making import make_backup
from stoppress.desk.leftovers import settle
from stoppress.record.checking.fsck import check_record
from tests.archives import sign
from tests.backup.places import lose_record
from tests.backup.test_put_a_newsroom_back import restored
from tests.by_chance import Editors
from tests.commands.shell import Shell
from tests.record.test_adopt_an_archive import state


@pytest.mark.parametrize("number", range(3))
def test_it_is_the_same_record_again(shell: Shell, tmp_path: Path, number: int, full: bool) -> None:
    if shell.config.database:
        pytest.skip("there the public store lies in the database that was lost")
    config, seed = shell.config, random.randrange(10**6)
    print(f"seed {seed}")
    editors = Editors(seed)
    for _ in range(200 if full else 40):
        editors.act()
    sign(config)
    make_backup(config, tmp_path / "monday")
    for _ in range(200 if full else 40):
        editors.act()
    sign(config)
    settle(config)
    before = {coverage: state(coverage) for coverage in editors.coverages}
    lose_record(config)
    said = restored(shell, tmp_path / "monday")
    assert said["origins"] == {}
    for coverage, then in before.items():
        now = state(coverage)
        assert now["rows"][: len(then["rows"])] == then["rows"]
        assert now["words"].items() >= then["words"].items()
        assert now["gone"] == then["gone"]
        assert known(now["posts"]) == known(then["posts"])
        assert settled(now["uses"]) == settled(then["uses"])
        if not said["lost"]:
            assert now["coverage"] == then["coverage"]
    assert [str(one) for one in check_record(config)] == []
    sign(config)
    assert [str(one) for one in check_record(config)] == []


def known(posts: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """When a post that moved here was first published stood in its words, if these are gone."""
    gone = {"removed", "withheld"}
    return [post[:4] + post[5:] if gone & {str(one) for one in post} else post for post in posts]


def settled(uses: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Whose claim's source a post shows, the log does not always tell (`state_things.Uses`)."""
    return [use for use in uses if use[0] not in ("mayor", "chief")]
