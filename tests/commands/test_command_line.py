"""What holds for every command: help, one line for what went wrong, no traceback."""

from __future__ import annotations

import subprocess

import pytest

from stoppress import __version__
from stoppress.commands import COMMANDS
from tests.commands.shell import Shell, command


def test_it_lists_all_commands(shell: Shell) -> None:
    said = shell.ok("--help")
    assert [name for name in COMMANDS if f"    {name} " not in said] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(shell: Shell, name: str) -> None:
    said = shell.ok(name, "--help")
    assert said.startswith(f"usage: stoppress {name}")
    assert "--data DIR" in said


def test_it_says_its_version(shell: Shell) -> None:
    assert shell.ok("--version") == f"Stoppress {__version__}\n"


@pytest.mark.parametrize("words", [(), ("publish",), ("serve", "--fast"), ("post",)])
def test_a_wrong_question_gets_one_line(shell: Shell, words: tuple[str, ...]) -> None:
    done = shell.run(*words)
    assert done.returncode == 2
    assert done.stderr.startswith("stoppress: ") and done.stderr.count("\n") == 1
    assert "--help`" in done.stderr


def test_nobody_reading_on_is_no_failure(shell: Shell) -> None:
    process = subprocess.Popen(
        command("config"), env=shell.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    with process:
        assert process.stderr.read() == b""
    assert process.returncode == 0
