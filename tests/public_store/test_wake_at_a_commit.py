"""A follower of a SQLite store is told of writes by the system, and still finds them without."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from stoppress.config import Config
from stoppress.public_store import Reader, Writer, open_reader, open_writer
from stoppress.public_store.types import StoreUnavailable

COMMITS = 40


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    with closing(open_writer(Config(data=tmp_path))) as writer:
        with writer.rebuild(epoch="e1", render="0" * 16):
            pass
        yield writer


@pytest.fixture
def reader(tmp_path: Path, writer: Writer) -> Iterator[Reader]:
    with closing(open_reader(Config(data=tmp_path))) as reader:
        yield reader


def test_it_says_when_another_file_has_taken_the_place_of_its_own(
    reader: Reader, tmp_path: Path
) -> None:
    reader.wait(0)
    for path in tmp_path.glob("public.sqlite*"):
        path.rename(path.with_name(f"old-{path.name}"))
    with pytest.raises(StoreUnavailable, match="replaced"):
        reader.wait(0.01)


@pytest.mark.parametrize("blind", [False, True])
def test_it_wakes_for_every_commit(reader: Reader, writer: Writer, blind: bool) -> None:
    reader.wait(0)
    if blind:
        reader._engine._watch.close()  # type: ignore[attr-defined]
    committed, seen = threading.Semaphore(0), threading.Semaphore(0)

    def publish() -> None:
        for number in range(COMMITS):
            with writer.publish() as publication:
                publication.put_part("part", b"%d" % number)
            committed.release()
            assert seen.acquire(timeout=10)

    thread = threading.Thread(target=publish)
    thread.start()
    for _ in range(COMMITS):
        assert reader.wait(10)
        assert committed.acquire(timeout=10)
        seen.release()
    thread.join()
    assert not reader.wait(0.05)
