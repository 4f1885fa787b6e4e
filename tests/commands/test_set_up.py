"""`stoppress setup`."""

from __future__ import annotations

import os
import pty
import stat
import subprocess
import tomllib
from pathlib import Path

import pytest

from stoppress.config import Config
from tests.commands.shell import Shell, command
from tests.waiting import PATIENCE


@pytest.fixture
def empty(tmp_path: Path) -> Shell:
    """A shell for a newsroom that is not there yet (on SQLite)."""
    return Shell(Config(data=tmp_path / "new"))


def test_it_makes_a_newsroom_that_only_its_owner_can_read(empty: Shell) -> None:
    empty.ok("setup", "--defaults")
    data = empty.config.data
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    for file in data.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
    assert "record: 0 coverages" in empty.ok("check")


def test_its_options_become_settings(empty: Shell) -> None:
    empty.ok(
        *("setup", "--defaults", "--site-name", "Harbour “Echo” 🗞", "--zone", "Europe/Lisbon"),
        *("--reader-url", "live.example.org", "--desk-url", "https://desk.example.org"),
    )
    assert _settings(empty) == {
        "site_name": "Harbour “Echo” 🗞",
        "reader_url": "https://live.example.org",
        "desk_url": "https://desk.example.org",
        "zone": "Europe/Lisbon",
    }


def test_a_second_time_changes_only_what_is_said(empty: Shell) -> None:
    empty.ok("setup", "--defaults", "--zone", "Europe/Lisbon", "--editor", "ana")
    empty.ok("setup", "--defaults", "--language", "pt", "--editor", "ana")
    assert _settings(empty) == {"zone": "Europe/Lisbon", "language": "pt"}
    assert empty.ok("user", "list").count("ana") == 1


def test_it_gives_the_first_editor_a_link(empty: Shell) -> None:
    said = empty.ok("setup", "--defaults", "--editor", "ana", "--desk-url", "desk.example.org")
    assert "\nhttps://desk.example.org/" in said
    assert "ana  active" in empty.ok("user", "list")


def test_it_asks_on_a_terminal(empty: Shell) -> None:
    typed = ["Harbour Echo", "live.example.org", "", "Mars", "Europe/Lisbon", "", "ana"]
    said = _on_a_terminal(empty, "".join(f"{line}\n" for line in typed))
    assert "'Mars' is no time zone" in said
    assert _settings(empty) == {
        "site_name": "Harbour Echo",
        "reader_url": "https://live.example.org",
        "desk_url": "",
        "zone": "Europe/Lisbon",
        "language": "en",
    }
    assert "ana  active" in empty.ok("user", "list")


def test_it_makes_nothing_when_the_questions_are_not_answered(empty: Shell) -> None:
    _on_a_terminal(empty, "Harbour Echo\n\x04", status=130)
    assert not empty.config.data.exists()


def test_it_does_not_ask_a_script(empty: Shell) -> None:
    assert "--defaults" in empty.refused("setup")
    assert not empty.config.data.exists()


@pytest.mark.parametrize(
    ("option", "value"), [("--zone", "Mars/Crater"), ("--reader-url", "ftp://example.org")]
)
def test_it_refuses_an_answer_that_cannot_be_used(empty: Shell, option: str, value: str) -> None:
    assert value in empty.refused("setup", "--defaults", option, value)
    assert not empty.config.data.exists()


def test_it_refuses_a_folder_that_holds_something_else(empty: Shell) -> None:
    empty.config.data.mkdir()
    (empty.config.data / "thesis.txt").write_text("do not lose this")
    assert "thesis.txt" in empty.refused("setup", "--defaults")
    assert [path.name for path in empty.config.data.iterdir()] == ["thesis.txt"]


def test_it_refuses_a_file_in_place_of_a_folder(empty: Shell) -> None:
    empty.config.data.write_text("a file")
    assert str(empty.config.data) in empty.refused("setup", "--defaults")
    assert empty.config.data.read_text() == "a file"


def _settings(shell: Shell) -> dict[str, str]:
    return tomllib.loads((shell.config.data / "settings.toml").read_text("utf-8"))


def _on_a_terminal(shell: Shell, typed: str, status: int = 0) -> str:
    """Run `stoppress setup` on a terminal of its own and type; what it showed."""
    ours, its = pty.openpty()
    process = subprocess.Popen(
        command("setup"), env=shell.env, stdin=its, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    os.close(its)
    os.write(ours, typed.encode())
    try:
        said, _ = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
        os.close(ours)
    assert process.returncode == status, said.decode()
    return said.decode()
