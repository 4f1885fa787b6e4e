"""The restore drill: backups taken while a newsroom publishes, each put back elsewhere and served.

reliability.md, line 43.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from django.db import connection

from stoppress.config import Config
from stoppress.notary.checkpoints import CheckpointStore
from stoppress.record.checking.fsck import check_record
from stoppress.record.epoch import site_epoch
from stoppress.record.models import Coverage
from tests.backup.places import at_record_of, elsewhere
from tests.backup.test_put_a_newsroom_back import restored
from tests.commands.shell import Shell, page
from tests.newsroom import open_harbour_fire, publish, revisions
from tests.notary.signing import root
from tests.waiting import PATIENCE, eventually

_A_SECOND = 25  # publications, at least 20 of which must come about


class Publisher(threading.Thread):
    """Publishes on and on, at its pace; `published` were acknowledged."""

    def __init__(self, coverage: str) -> None:
        super().__init__(daemon=True)
        self.published = 0
        self.began = time.monotonic()
        self._coverage = coverage
        self._ending = threading.Event()

    def run(self) -> None:
        try:
            while not self._ending.is_set():
                publish(self._coverage, f"Post {self.published}", "Words. " * 200)
                self.published += 1
                due = self.began + self.published / _A_SECOND
                self._ending.wait(max(0.0, due - time.monotonic()))
        finally:
            connection.close()

    def end(self) -> float:
        """Stop; how many it published a second."""
        rate = self.published / (time.monotonic() - self.began)
        self._ending.set()
        self.join(timeout=PATIENCE)
        return rate


def test_line_43_each_backup_taken_under_load_comes_back_whole_and_serves(
    shell: Shell, tmp_path: Path, full: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    fire = open_harbour_fire()
    backups = []
    with shell.serving(), publishing(fire) as publisher:
        for number in range(12 if full else 3):
            before = publisher.published
            eventually(lambda: publisher.published > before + 40)  # noqa: B023
            during = publisher.published
            backups.append(tmp_path / f"backup-{number}")
            shell.ok("backup", "-o", backups[-1])
            assert publisher.published > during, "nobody could publish while it was made"
        eventually(lambda: is_signed_up_to(shell.config, 100))
        rate = publisher.end()
        last = Coverage.objects.get(id=fire).head
    with capsys.disabled():
        print(
            f"\n  drill: {len(backups)} backups of up to {last} revisions, {rate:.0f} published/s"
        )
    assert last == publisher.published + 1
    heads = [
        confirm_elsewhere(shell, fire, backup, tmp_path / f"place-{number}")
        for number, backup in enumerate(backups)
    ]
    assert heads == sorted(heads)


@contextmanager
def publishing(coverage: str) -> Iterator[Publisher]:
    publisher = Publisher(coverage)
    publisher.start()
    try:
        yield publisher
    finally:
        publisher.end()


def is_signed_up_to(config: Config, size: int) -> bool:
    with closing(CheckpointStore(config.checkpoints_file)) as store:
        last = store.last("harbour-fire")
        return last is not None and last.size >= size


def confirm_elsewhere(shell: Shell, fire: str, backup: Path, folder: Path) -> int:
    """Restore it there; it is whole, what was signed holds for it, and it serves. Its head."""
    old = site_epoch(shell.config.checkpoints_file)
    with elsewhere(shell.config, folder) as new:
        said = restored(new, backup)
        with at_record_of(new.config):
            head = Coverage.objects.get(id=fire).head
            assert (said["revisions"], said["lost"], said["removed"]) == (head, 0, 0)
            assert [row.position for row in revisions(fire)] == list(range(1, head + 1))
            assert list(check_record(new.config)) == []
            confirm_signed_heads(shell.config, fire, head)
            newest = revisions(fire)[-1].post
            assert newest is not None
            headline = newest.headline
        with new.serving() as served:
            assert headline in page(f"{served.reader}/harbour-fire/")
            with pytest.raises(HTTPError) as reset:
                urlopen(f"{served.reader}/harbour-fire/after/{old}.1", timeout=PATIENCE)
            assert reset.value.code == 410
            assert json.loads(reset.value.read())["reset"] is True
    return head


def confirm_signed_heads(config: Config, fire: str, head: int) -> None:
    """Every checkpoint that the newsroom signed up to there is that of the restored tree."""
    with closing(CheckpointStore(config.checkpoints_file)) as store:
        origin = f"{store.host()}/harbour-fire/log"
        known = [store.at_size(origin, size) for size in range(1, head + 1)]
    signed = [one for one in known if one is not None]
    assert signed
    for one in signed:
        assert one.root == root(fire, one.size)
