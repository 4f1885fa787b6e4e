"""The pages say what the code does: every setting, every command and option, every link."""

from __future__ import annotations

import argparse
import re
from dataclasses import fields
from importlib import import_module
from pathlib import Path

import pytest

from stoppress.commands import COMMANDS
from stoppress.config import Config
from tests.house.tree import ROOT, files, shown

_SETTINGS = ROOT / "docs/reference/settings.md"
_COMMANDS = ROOT / "docs/reference/commands.md"
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.S)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


@pytest.mark.parametrize("setting", [setting.name for setting in fields(Config)])
def test_every_setting_has_its_line(setting: str) -> None:
    line = re.search(rf"^\| `{setting}` \| `(\w+)` \| (\S+)", _SETTINGS.read_text("utf-8"), re.M)
    assert line is not None
    default = next(f.default for f in fields(Config) if f.name == setting)
    assert line[1] == f"STOPPRESS_{setting.upper()}"
    assert line[2] == (f"`{default}`" if default else "empty")


def test_no_setting_is_described_that_is_not_there() -> None:
    known = {f"STOPPRESS_{setting.name.upper()}" for setting in fields(Config)}
    described = {
        found
        for path in files("docs") + [ROOT / "README.md"]
        if path.suffix == ".md"
        for found in re.findall(r"STOPPRESS_[A-Z_]*[A-Z]", path.read_text("utf-8"))
    }
    assert described - known - {"STOPPRESS_NAME"} == set()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_its_options_are_described(command: str) -> None:
    section = _section(command)
    missing = [option for option in _options(command) if option not in section]
    assert missing == []


def test_no_command_is_described_that_is_not_there() -> None:
    headings = re.findall(r"^## `stoppress ([\w-]+)`", _COMMANDS.read_text("utf-8"), re.M)
    assert sorted(headings) == sorted(COMMANDS)


def test_no_option_is_described_that_is_not_there() -> None:
    common = {"--help", "--data"}
    for command in COMMANDS:
        described = set(re.findall(r"--[a-z][a-z-]+", _section(command)))
        assert described - common <= set(_options(command)), command


@pytest.mark.parametrize(
    "page",
    list(files(ending=".md")),
    ids=shown,
)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = _CODE.sub("", page.read_text("utf-8"))
    targets = [target for target in _LINK.findall(text) if "://" not in target]
    # The picture of the page is taken from the running demo.
    broken = [
        target
        for target in targets
        if not (page.parent / target.partition("#")[0]).exists() and target != "docs/screenshot.png"
    ]
    assert broken == []


def _section(command: str) -> str:
    """What commands.md says of a command."""
    parts = re.split(r"^## `stoppress ([\w-]+)`$", _COMMANDS.read_text("utf-8"), flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True)).get(command, "")


def _options(command: str) -> list[str]:
    """The options and actions of a command that its `--help` shows."""
    parser = argparse.ArgumentParser(add_help=False)
    import_module(f"stoppress.commands.{COMMANDS[command][0]}").add_arguments(parser)
    return sorted(_of(parser))


def _of(parser: argparse.ArgumentParser) -> set[str]:
    found: set[str] = set()
    for action in parser._actions:
        if action.help == argparse.SUPPRESS:
            continue
        found.update(option for option in action.option_strings if option.startswith("--"))
        if isinstance(action, argparse._SubParsersAction):
            for name, below in action.choices.items():
                found |= {name} | _of(below)
    return found - {"--help", "--data"}
