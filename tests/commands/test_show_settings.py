"""`stoppress config`."""

from __future__ import annotations

import json
from dataclasses import fields

from stoppress.config import Config
from tests.commands.shell import Shell


def test_it_shows_every_setting_and_where_it_comes_from(shell: Shell) -> None:
    (shell.config.data / "settings.toml").write_text('zone = "Europe/Lisbon"\nlanguage = "pt"\n')
    shell.environ["STOPPRESS_LANGUAGE"] = "pt-BR"
    settings = {s["name"]: s for s in json.loads(shell.ok("config", "--json"))["settings"]}
    assert list(settings) == [setting.name for setting in fields(Config)]
    shown = {name: (settings[name]["value"], settings[name]["source"]) for name in settings}
    assert shown["zone"] == ("Europe/Lisbon", "settings.toml")
    assert shown["language"] == ("pt-BR", "STOPPRESS_LANGUAGE")
    assert shown["edge"] == ("127.0.0.1:8000", "default")


def test_it_shows_the_same_to_people(shell: Shell) -> None:
    shell.environ["STOPPRESS_SITE_NAME"] = "Harbour Echo"
    lines = shell.ok("config").splitlines()
    assert any(
        line.split() == ["site_name", "Harbour", "Echo", "[STOPPRESS_SITE_NAME]"] for line in lines
    )


def test_it_hides_passwords(shell: Shell) -> None:
    shell.environ["STOPPRESS_DATABASE"] = "postgresql://desk:s3cret@db.internal/news"
    shell.environ["STOPPRESS_PUBLIC_DATABASE"] = "postgresql://db/news?user=e&password=s3cret"
    said = shell.ok("config") + shell.ok("config", "--json")
    assert "s3cret" not in said
    assert "postgresql://desk:********@db.internal/news" in said


def test_it_refuses_a_setting_that_is_not_one(shell: Shell) -> None:
    shell.environ["STOPPRESS_COLOUR"] = "red"
    assert "'colour'" in shell.refused("config")


def test_it_refuses_a_file_that_names_another_folder(shell: Shell) -> None:
    (shell.config.data / "settings.toml").write_text('data = "elsewhere"\n')
    assert "'data'" in shell.refused("config")
