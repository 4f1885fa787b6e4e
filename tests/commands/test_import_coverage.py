"""`stoppress import`: what was made elsewhere becomes a coverage here, whole or not at all."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from stoppress.public_store import open_reader
from stoppress.record.models import Coverage, Post, Revision
from tests.commands.shell import Shell, command
from tests.house.tree import ROOT
from tests.newsroom import open_harbour_fire
from tests.waiting import PATIENCE

_FIXTURES = ROOT / "tests/exchange/fixtures"


@pytest.fixture
def capture(tmp_path: Path) -> Path:
    """A captured page."""
    return Path(shutil.copy(_FIXTURES / "harbour-fire.txt", tmp_path / "page one.txt"))


@pytest.fixture
def another(tmp_path: Path) -> Path:
    return Path(shutil.copy(_FIXTURES / "storm.txt", tmp_path / "storm.txt"))


def test_it_only_reports_unless_told_to_publish(shell: Shell, capture: Path) -> None:
    said = shell.ok("import", capture)
    assert "Harbour fire: crews fight blaze at Pier 9" in said
    assert said.endswith("nothing published; add --publish to publish it\n")
    assert not Coverage.objects.exists()


def test_a_report_needs_no_newsroom(shell: Shell, capture: Path, tmp_path: Path) -> None:
    said = shell.ok("import", "--dry-run", "--json", "--data", tmp_path / "none", capture)
    assert json.loads(said)["found_posts"] == len(json.loads(said)["posts"])
    assert not (tmp_path / "none").exists()


def test_it_publishes_a_page_that_readers_can_open(shell: Shell, capture: Path) -> None:
    said = json.loads(shell.ok("import", "--publish", "--json", capture))
    assert Post.objects.filter(coverage__slug=said["coverage"]).count() == said["found_posts"]
    reader = open_reader(shell.config)
    page = reader.page(said["url"])
    reader.close()
    assert page is not None and page.status == 200
    assert said["posts"][0]["headline"].split(",")[0] in page.body.decode()


def test_it_says_whose_doing_it_was(shell: Shell, capture: Path) -> None:
    shell.ok("user", "add", "ana")
    shell.ok("import", "--publish", "--as", "ana", capture)
    assert set(Revision.objects.values_list("actor__username", flat=True)) == {"ana"}


def test_several_files_are_one_json_line_each(shell: Shell, capture: Path, another: Path) -> None:
    lines = shell.ok("import", "--json", capture, another).splitlines()
    assert [json.loads(line)["path"] for line in lines] == [str(capture), str(another)]


def test_the_same_file_is_taken_in_once(shell: Shell, capture: Path, tmp_path: Path) -> None:
    url = json.loads(shell.ok("import", "--publish", "--json", capture))["url"]
    again = Path(shutil.copy(capture, tmp_path / "other name.txt"))
    before = Revision.objects.count()
    assert f"taken in before, as {url}" in shell.refused("import", "--publish", again)
    assert Revision.objects.count() == before


def test_a_taken_address_gets_a_number(shell: Shell, capture: Path) -> None:
    slug = json.loads(shell.ok("import", "--json", capture))["coverage"]
    open_harbour_fire(slug)
    assert json.loads(shell.ok("import", "--publish", "--json", capture))["url"] == f"/{slug}-2/"


def test_a_bad_file_does_not_keep_the_others_out(
    shell: Shell, capture: Path, another: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "empty.txt"
    bad.touch()
    done = shell.run("import", "--publish", "--json", capture, bad, another)
    assert done.returncode == 1
    assert done.stderr.startswith(f"stoppress: {bad}: is empty") and done.stderr.count("\n") == 1
    assert len(done.stdout.splitlines()) == Coverage.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"\x7fELF\x02\x01\x01\x00" + bytes(range(256)) * 20, "is a binary file"),
        ("Große Lage\n\nÜberblick\n\nEs brennt.\n".encode("cp1252") * 30, "is not UTF-8"),
        (b"milk\neggs\nbread\n", "is not recognised as live coverage"),
        (b"<!doctype html><html><body><p>Live</p></body></html>", "is HTML"),
    ],
    ids=["empty", "blank", "binary", "encoding", "not-coverage", "html"],
)
def test_what_cannot_be_taken_in_is_named(
    shell: Shell, tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(content)
    assert shell.refused("import", "--publish", path).startswith(f"{path}: {reason}")
    assert not Coverage.objects.exists()


def test_a_file_of_200_megabytes_is_refused(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    assert "is too large (200 MB" in shell.refused("import", "--publish", path)


def test_a_missing_file_and_a_folder_are_refused(shell: Shell, tmp_path: Path) -> None:
    assert "there is no such file" in shell.refused("import", tmp_path / "missing.txt")
    assert "is a folder" in shell.refused("import", tmp_path)


def test_publish_and_dry_run_exclude_each_other(shell: Shell, capture: Path) -> None:
    assert shell.run("import", "--publish", "--dry-run", capture).returncode == 2


def test_a_file_that_cannot_be_read_is_named(shell: Shell) -> None:
    assert "cannot be read" in shell.refused("import", "/proc/self/mem")


def test_it_shows_progress_on_a_terminal_and_nothing_stays_when_it_is_killed(
    shell: Shell, capture: Path
) -> None:
    """`kill -9` in mid-import, once the progress bar has shown that posts are being appended."""
    lines = capture.read_text("utf-8").split("\n")
    start = lines.index("12 Posts") + 1
    capture.write_text("\n".join(lines[:start] + lines[start:] * 40), "utf-8")
    ours, its = pty.openpty()
    process = subprocess.Popen(
        command("import", "--publish", capture),
        env=shell.env | {"TERM": "xterm"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=its,
    )
    os.close(its)
    try:
        shown = b""
        while not re.search(rb" [1-9]\d*/\d{3}", shown):
            shown += os.read(ours, 4096)
        process.kill()
        assert process.wait(timeout=PATIENCE) == -signal.SIGKILL
    finally:
        process.kill()
        os.close(ours)
    assert not Coverage.objects.exists()
    shell.ok("import", "--publish", capture)
    assert Coverage.objects.count() == 1
