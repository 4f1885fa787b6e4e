"""`stoppress import` of what `stoppress export` has made, in another newsroom."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stoppress.config import Config
from stoppress.record.models import Coverage
from tests.archives import an_eventful_day, another_newsroom, export, sign
from tests.commands.shell import Shell, page
from tests.commands.test_verify_from_the_shell import signed
from tests.newsroom import revisions


@pytest.fixture
def archive(newsroom: Config, tmp_path: Path) -> Path:
    an_eventful_day(newsroom)
    sign(newsroom)
    export(newsroom, tmp_path / "elsewhere.zip")
    return tmp_path / "elsewhere.zip"


def shell_of(config: Config) -> Shell:
    config.data.chmod(0o700)
    (config.data / "format").write_text("1\n", "ascii")
    return Shell(config)


def test_it_only_reports_unless_told_to_publish(archive: Path, tmp_path: Path) -> None:
    shell = Shell(Config(data=tmp_path / "none"))
    said = shell.ok("import", archive)
    assert "an archive of “Fire in the old harbour”: 4 posts" in said
    assert "whole: 10 revisions of /harbour-fire/" in said
    report = json.loads(shell.ok("import", "--json", archive))
    assert (report["format"], report["position"]) == ("stoppress archive 1", 10)


def test_it_is_served_goes_on_and_verifies(archive: Path, tmp_path: Path) -> None:
    with another_newsroom(tmp_path / "other") as other:
        shell = shell_of(other)
        said = json.loads(shell.ok("import", "--publish", "--json", archive))
        assert (said["coverage"], said["url"]) == ("harbour-fire", "/harbour-fire/")
        [coverage] = Coverage.objects.all()
        kinds = [row.kind for row in revisions(coverage.id)[10:]]
        assert kinds == ["lost", "continued"]
        assert len(list((other.data / "adopted").iterdir())) == 1
        with shell.serving() as served:
            assert "Crane falls" in page(f"{served.reader}/harbour-fire/")
            shell.ok("post", "harbour-fire", "--headline", "On it goes", stdin="Here.")
            signed(served.reader, 13)
            done = shell.run("verify", f"{served.reader}/harbour-fire/")
            assert done.returncode == 0, done.stdout + done.stderr
            assert "/harbour-fire/log/2 (key" in done.stdout
            assert shell.run("check", "--record").returncode == 0


def test_a_second_time_is_refused(archive: Path, tmp_path: Path) -> None:
    with another_newsroom(tmp_path / "other") as other:
        shell = shell_of(other)
        shell.ok("import", "--publish", archive)
        assert "is here already" in shell.refused("import", "--publish", archive)


def test_one_that_is_not_whole_is_refused(archive: Path, tmp_path: Path) -> None:
    data = archive.read_bytes()
    at = data.index(b"index.html") + 200
    archive.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    shell = Shell(Config(data=tmp_path / "none"))
    assert "is not taken in: index.html: " in shell.refused("import", archive)
