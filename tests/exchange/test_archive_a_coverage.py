"""An editor takes a coverage home: whole, readable from the disk, and provable by anybody."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
from django.db import connections

from stoppress.config import Config
from stoppress.exchange.archive import export as exporting
from stoppress.exchange.archive.taking import NotTaken
from stoppress.notary.checkpoints import CheckpointStore
from stoppress.notary.sequencer import Sequencer
from stoppress.record.append import append
from stoppress.record.vocabulary import Kind
from stoppress.verify.archive import check_archive
from stoppress.verify.keys import Trust
from stoppress.verify.manifest import parse_manifest
from stoppress.verify.sources import open_archive
from tests.archives import (
    an_eventful_day,
    export,
    files_of,
    found,
    ours,
    sign,
    standalone,
)
from tests.newsroom import open_harbour_fire, publish, revisions, some_post
from tests.projection.public import projecting, reading
from tests.waiting import PATIENCE, eventually


def test_it_is_whole_by_both_checkers(newsroom: Config, tmp_path: Path) -> None:
    an_eventful_day(newsroom)
    sign(newsroom)
    exported = export(newsroom, tmp_path / "fire")
    files = files_of(tmp_path / "fire")
    assert (exported.position, exported.files, exported.missing) == (10, len(files), ())
    assert [str(each) for each in ours(files).findings()] == []
    assert standalone(files) == set()


def test_it_holds_what_the_page_says_it_does(newsroom: Config, tmp_path: Path) -> None:
    fire = an_eventful_day(newsroom)
    sign(newsroom)
    export(newsroom, tmp_path / "fire")
    files = files_of(tmp_path / "fire")
    [picture] = [path for path in files if path.startswith("media/")]
    assert files.keys() == {
        *("README.txt", "index.html", "keys", "manifest", "verify.py", picture),
        *("record/checkpoint", "record/contents/000"),
        *("record/tile/0/000.p/10", "record/tile/entries/000.p/10"),
        *("site/checkpoint", "site/tile/0/000.p/2", "site/tile/entries/000.p/2"),
    }
    lines = [json.loads(line) for line in files["record/contents/000"].splitlines()]
    for row, line in zip(revisions(fire), lines, strict=True):
        if row.position in (3, 4, 5):
            by = {3: ("withheld", 6), 4: ("withheld", 6), 5: ("removed", 7)}[row.position]
            assert (line["gone"], line["by"]) == by and "content" not in line
        else:
            assert line["content"].encode() == bytes(row.content or b"")


def test_a_zip_is_the_same_and_always_the_same_bytes(newsroom: Config, tmp_path: Path) -> None:
    an_eventful_day(newsroom)
    sign(newsroom)
    for name in ("a.zip", "b.zip", "folder"):
        export(newsroom, tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    zipfile.ZipFile(tmp_path / "a.zip").extractall(tmp_path / "out")
    [unpacked] = (tmp_path / "out").iterdir()
    assert files_of(unpacked) == files_of(tmp_path / "folder")
    report = check_archive(open_archive(tmp_path / "a.zip"), Trust())
    assert list(report.findings()) == []


def test_line_61_its_own_checker_runs_alone(newsroom: Config, tmp_path: Path) -> None:
    """With no package of ours, nor anybody's, to be found."""
    an_eventful_day(newsroom)
    sign(newsroom)
    export(newsroom, tmp_path / "fire")
    key = (tmp_path / "fire" / "keys").read_text().split("\n")[0]

    def run(*words: str) -> tuple[int, str]:
        python = [sys.executable, "-I", "-S", "verify.py", *words]
        done = subprocess.run(python, cwd=tmp_path / "fire", capture_output=True, timeout=PATIENCE)
        assert done.stderr == b""
        return done.returncode, done.stdout.decode()

    code, said = run("--key", key)
    assert (code, said) == (0, "whole: 10 revisions of 127.0.0.1:8000/harbour-fire/log\n")
    (tmp_path / "fire" / "index.html").write_text("Nothing happened.")
    code, said = run()
    assert code == 1 and said.startswith("index.html: ") and "\nNOT whole, 1 findings: " in said


def test_nothing_that_is_there_is_overwritten(newsroom: Config, tmp_path: Path) -> None:
    open_harbour_fire()
    sign(newsroom)
    for name in ("there", "there.zip"):
        (tmp_path / name).write_text("mine")
        with pytest.raises(FileExistsError):
            export(newsroom, tmp_path / name)
        assert (tmp_path / name).read_text() == "mine"
    assert {path.name for path in tmp_path.iterdir()} == {"data", "there", "there.zip"}


def test_an_archive_that_fails_leaves_nothing(
    newsroom: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_harbour_fire()
    sign(newsroom)

    def full(*_: object) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(exporting, "static_page", full)
    for name in ("fire", "fire.zip"):
        with pytest.raises(OSError, match="No space"):
            export(newsroom, tmp_path / name)
    assert {path.name for path in tmp_path.iterdir()} == {"data"}


def test_what_nobody_signed_says_so(newsroom: Config, tmp_path: Path) -> None:
    open_harbour_fire()
    with projecting(newsroom):
        pass
    exported = export(newsroom, tmp_path / "fire")
    files = files_of(tmp_path / "fire")
    assert not exported.is_signed
    assert not {"keys", "record/checkpoint", "site/checkpoint"} & files.keys()
    report = ours(files)
    assert list(report.findings()) == [] and not report.is_signed
    assert any("nothing is signed" in said for said in report.said())
    assert standalone(files) == set()


def test_a_coverage_that_is_not_there_is_refused(newsroom: Config, tmp_path: Path) -> None:
    with projecting(newsroom), pytest.raises(NotTaken, match="no public coverage /moon/"):
        export(newsroom, tmp_path / "moon", "moon")


def test_it_is_of_one_position_while_posts_are_published(newsroom: Config, tmp_path: Path) -> None:
    """Posts come, words go and come back; each archive taken meanwhile is whole by itself."""
    fire = an_eventful_day(newsroom)
    sign(newsroom)
    with _publishing(newsroom, fire) as changed:
        for number in range(6):
            before = changed[0]
            export(newsroom, tmp_path / str(number))
            eventually(lambda: changed[0] > before + 2)  # noqa: B023
    positions = set()
    for number in range(6):
        files = files_of(tmp_path / str(number))
        assert [str(each) for each in ours(files).findings()] == []
        assert standalone(files) == set()
        positions.add(parse_manifest(files["manifest"]).position)
    assert len(positions) > 2, positions


def test_words_that_went_are_in_no_file(newsroom: Config, tmp_path: Path) -> None:
    fire = open_harbour_fire()
    canary = publish(fire, "Canarybird", "Canarybird sings.")
    sign(newsroom)
    removed = {"reason": "legal", "note": None, "positions": [2]}
    append(fire, Kind.REMOVED, removed, post_id=canary.id)
    with projecting(newsroom) as projection:
        projection.catch_up()
        eventually(lambda: not projection.keep_up() and _floor(newsroom) == 0)
    sign(newsroom)
    export(newsroom, tmp_path / "fire")
    files = files_of(tmp_path / "fire")
    assert not [path for path, data in files.items() if b"anarybird" in data]
    assert found(files) == set()


def _floor(config: Config) -> int:
    with reading(config) as reader:
        return reader.heads()[0].floor


@contextmanager
def _publishing(config: Config, fire: str) -> Iterator[list[int]]:
    """Posts, and words withheld and released, one after the other; how many so far."""
    ending, changed, failed = Event(), [0], []

    def work() -> None:
        try:
            with (
                projecting(config) as projection,
                closing(CheckpointStore(config.checkpoints_file)) as store,
            ):
                sequencer = Sequencer(config, store)
                while not ending.is_set():
                    _one_more(fire, changed[0])
                    projection.catch_up()
                    sequencer.round()
                    while projection.keep_up():
                        pass
                    changed[0] += 1
        except BaseException as error:
            failed.append(error)
            changed[0] += 1_000_000
        finally:
            connections.close_all()

    thread = Thread(target=work)
    thread.start()
    try:
        yield changed
    finally:
        ending.set()
        thread.join(PATIENCE)
    assert not failed, failed


def _one_more(fire: str, number: int) -> None:
    crane = revisions(fire)[1].post_id
    if number % 20 == 7:
        said = {"reason": "error", "note": None, "positions": [2]}
        append(fire, Kind.WITHHELD, said, post_id=crane)
    elif number % 20 == 12:
        append(fire, Kind.RELEASED, {"positions": [2]}, post_id=crane)
    else:
        append(fire, Kind.POSTED, some_post(f"Number {number}"))
