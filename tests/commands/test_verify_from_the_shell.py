"""Anybody checks a newsroom that is running, or an archive of it, with one command."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from stoppress.config import Config
from stoppress.public_store import open_reader, open_writer
from stoppress.record.append import append
from stoppress.record.vocabulary import Kind
from tests.archives import an_eventful_day
from tests.commands.shell import Done, Shell, page
from tests.newsroom import publish
from tests.waiting import eventually

FIRE = "/harbour-fire/log/checkpoint"


def signed(reader: str, size: int, path: str = FIRE) -> None:
    """Wait until the log of that size is signed and public."""

    def is_out() -> bool:
        try:
            return page(reader + path).split("\n")[1] == str(size)
        except OSError:
            return False

    eventually(is_out)


def last_line(done: Done) -> str:
    return done.stdout.rstrip("\n").split("\n")[-1]


def test_a_running_newsroom_is_whole_and_so_is_its_archive(shell: Shell, tmp_path: Path) -> None:
    an_eventful_day(shell.config)
    with shell.serving() as served:
        signed(served.reader, 10)
        for what in (f"{served.reader}/harbour-fire/", served.reader):
            done = shell.run("verify", what, "--seen", tmp_path / "seen")
            assert done.returncode == 0, done.stdout + done.stderr
            assert last_line(done).startswith("whole: "), done.stdout
        for name in ("fire", "fire.zip"):
            said = shell.ok("export", "harbour-fire", "-o", tmp_path / name)
            assert "/harbour-fire/ at position 10, " in said and said.endswith(" signed\n")
            done = shell.run("verify", tmp_path / name, "--seen", tmp_path / "seen")
            assert done.returncode == 0, done.stdout + done.stderr
        report = json.loads(shell.ok("verify", tmp_path / "fire", "--json"))
        assert report["whole"] and report["findings"] == []
        assert [log["size"] for log in report["logs"]] == [2, 10]


def test_what_goes_on_is_still_whole(shell: Shell, tmp_path: Path) -> None:
    """Words go and come back, posts come, while it is checked again and again."""
    fire = an_eventful_day(shell.config)
    first = publish(fire, "Later").id
    with shell.serving() as served:
        for size in range(12, 18):
            if size % 2:
                append(fire, Kind.RELEASED, {"positions": [11]}, post_id=first)
            else:
                said = {"reason": "error", "note": None, "positions": [11]}
                append(fire, Kind.WITHHELD, said, post_id=first)
            done = shell.run("verify", f"{served.reader}/harbour-fire/", "--seen", tmp_path / "s")
            assert done.returncode in (0, 1), done.stderr
            signed(served.reader, size)
        done = shell.run("verify", f"{served.reader}/harbour-fire/", "--seen", tmp_path / "s")
        assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_wrong_is_said_line_by_line(shell: Shell, tmp_path: Path) -> None:
    an_eventful_day(shell.config)
    with shell.serving() as served:
        signed(served.reader, 10)
        shell.ok("export", "harbour-fire", "-o", tmp_path / "fire")
    contents = tmp_path / "fire" / "record" / "contents" / "000"
    contents.write_bytes(contents.read_bytes().replace(b"Quay closed", b"Quay opened"))
    done = shell.run("verify", tmp_path / "fire")
    assert done.returncode == 1 and done.stderr == ""
    assert "record/contents/000, position 8: content is not, with its salt, what" in done.stdout
    assert last_line(done) == "NOT whole: 2 findings in 1 file"
    report = json.loads(shell.run("verify", tmp_path / "fire", "--json").stdout)
    assert {"where": "record/contents/000", "position": 8} in [
        {"where": each["where"], "position": each["position"]} for each in report["findings"]
    ]


def test_a_public_store_that_was_tampered_with_is_found_out(shell: Shell) -> None:
    """Whoever breaks in changes what is served: words, a leaf, or the hash of one."""
    an_eventful_day(shell.config)
    with shell.serving() as served:
        signed(served.reader, 10)
    with closing(open_reader(shell.config)) as reader:
        known = reader.leaves("harbour-fire", 0, 10)
    changed = {
        "contents/000, position 8: content is not": replace(
            known[7], said=known[7].said.replace(b"Quay closed", b"Quay opened")
        ),
        "contents/000, position 5: content is not there": replace(known[4], said=b'{"position":5}'),
        "tile/entries/000.p/10, position 9: the leaf is not the one": replace(
            known[8], leaf=known[8].leaf.replace(b'"corrected"', b'"revised"')
        ),
        "tile/0/000.p/10, position 2: hash 1 is not": replace(known[1], leaf_hash=bytes(32)),
    }
    with closing(open_writer(shell.config)) as writer:
        for leaf in changed.values():
            with writer.publish() as publication:
                publication.put_leaf("harbour-fire", leaf)
    with shell.serving() as served:
        done = shell.run("verify", f"{served.reader}/harbour-fire/")
    assert done.returncode == 1 and done.stderr == ""
    lines = done.stdout.splitlines()
    for said in changed:
        assert any(line.startswith(f"/harbour-fire/log/{said}") for line in lines), done.stdout
    assert lines[-1] == "NOT whole: 4 findings in 3 files"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("verify", "nowhere"), "nowhere is not there"),
        (("verify", "http://127.0.0.1:9/fire/"), "cannot be read: Connection refused"),
        (("verify", "ftp://elsewhere/"), "ftp://elsewhere is no http:// or https:// address"),
        (("export", "moon", "-o", "moon"), " yet; is the desk running?"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    shell: Shell, words: tuple[str, ...], said: str
) -> None:
    assert said in shell.refused(*words)


def test_it_needs_no_newsroom_and_no_django(newsroom: Config, tmp_path: Path) -> None:
    elsewhere = Shell(Config(data=tmp_path / "none"))
    (tmp_path / "empty").mkdir()
    assert "no archive" in elsewhere.refused("verify", tmp_path / "empty")
    assert not (tmp_path / "none").exists()
