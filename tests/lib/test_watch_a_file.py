"""Watching a file: the system tells of writes to it, where it can."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from stoppress.lib.file_watch import FileWatch


def test_it_tells_of_writes_to_the_named_file_and_no_other(tmp_path: Path) -> None:
    with closing(FileWatch(tmp_path / "public.sqlite-wal")) as watch:
        if watch.is_blind:
            pytest.skip("this system tells of no writes")
        (tmp_path / "desk.sqlite-wal").write_bytes(b"x")
        (tmp_path / "xpublic.sqlite-wal.old").write_bytes(b"x")
        assert not watch.wait(0.05)
        (tmp_path / "public.sqlite-wal").write_bytes(b"x")
        assert watch.wait(5)
        assert not watch.wait(0.05)


def test_it_only_sleeps_where_there_is_nothing_to_watch(tmp_path: Path) -> None:
    with closing(FileWatch(tmp_path / "no" / "such" / "folder" / "file")) as watch:
        assert watch.is_blind
        assert not watch.wait(0.01)
