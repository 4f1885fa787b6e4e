"""A full or read-only disk: one line, and nothing half-done."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from stoppress.config import Config
from tests.commands.shell import Shell
from tests.house.tree import ROOT

_CAPTURE = ROOT / "tests/exchange/fixtures/harbour-fire.txt"


@pytest.fixture
def disk(newsroom: Config, tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MiB, mounted for the test."""
    if newsroom.database:
        pytest.skip("on PostgreSQL the record is not on this disk")
    point = tmp_path / "disk"
    point.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", point], capture_output=True
    )
    if made.returncode:
        pytest.skip("mounting a small disk takes root")
    try:
        yield point
    finally:
        subprocess.run(["umount", "--lazy", point], check=True)


@pytest.fixture
def shell(disk: Path) -> Shell:
    shell = Shell(Config(data=disk / "data"))
    shell.ok("setup", "--defaults")
    return shell


def test_an_import_leaves_nothing_on_a_full_disk(shell: Shell) -> None:
    _fill(shell.config.data)
    assert "disk" in shell.refused("import", "--publish", _CAPTURE)
    _clear(shell.config.data)
    assert "record: 0 coverages" in shell.run("check").stdout
    shell.ok("import", "--publish", _CAPTURE)


def test_a_post_is_published_or_refused_on_a_full_disk(shell: Shell) -> None:
    shell.ok("import", "--publish", _CAPTURE)
    slug = _only_slug(shell)
    _fill(shell.config.data)
    assert "disk" in shell.refused("post", slug, "--headline", "Too late", stdin="word " * 20_000)
    _clear(shell.config.data)
    shell.ok("post", slug, "--headline", "In time")
    assert "public store: shows all that was published" in shell.run("check").stdout


def test_setup_leaves_the_old_settings_on_a_full_disk(shell: Shell) -> None:
    shell.ok("setup", "--defaults", "--zone", "Europe/Lisbon")
    _fill(shell.config.data)
    assert "disk is full" in shell.refused("setup", "--defaults", "--site-name", "E" * 9000)
    assert (shell.config.data / "settings.toml").read_text() == 'zone = "Europe/Lisbon"\n'


def test_a_disk_too_small_for_a_newsroom_is_named(disk: Path) -> None:
    _fill(disk)
    shell = Shell(Config(data=disk / "data"))
    assert "disk" in shell.refused("setup", "--defaults")
    _clear(disk)
    shell.ok("setup", "--defaults")


def test_a_read_only_disk_is_named(shell: Shell, disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    for words in (("user", "add", "ana"), ("import", "--publish", str(_CAPTURE))):
        assert "data folder cannot be" in shell.refused(*words)
    assert "read-only" in shell.refused("serve", "--edge", "127.0.0.1:0", "--desk", "127.0.0.1:0")


def _fill(folder: Path) -> None:
    """Leave not one block free."""
    with (folder / "ballast").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            return


def _clear(folder: Path) -> None:
    (folder / "ballast").unlink()


def _only_slug(shell: Shell) -> str:
    line = shell.refused("post", "none", stdin="x")
    return line.rpartition(" ")[2]
