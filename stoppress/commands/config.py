"""`stoppress config`: every setting in force, where it comes from, and what it is for."""

from __future__ import annotations

import argparse
import json
import os
import re
from dataclasses import fields
from pathlib import Path

from stoppress.commands.data_folder import read_settings
from stoppress.commands.newsroom import config_for
from stoppress.config import Config

# Of a database's URL: after the user's name, or among the parameters.
_PASSWORD = re.compile(r"(?<=:)[^/:@]+(?=@)|(?<=password=)[^&]+")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object, for scripts")


def run(arguments: argparse.Namespace) -> int:
    set_here = {"data": "--data"} if arguments.data else {}
    config = config_for(arguments)
    settings = [
        {
            "name": setting.name,
            "value": without_password(str(getattr(config, setting.name))),
            "source": set_here.get(setting.name) or source(setting.name, config.data),
            "variable": f"STOPPRESS_{setting.name.upper()}",
            "about": setting.metadata["doc"],
        }
        for setting in fields(Config)
    ]
    if arguments.json:
        print(json.dumps({"settings": settings}, ensure_ascii=False))
    else:
        _print_table(settings)
    return 0


def source(name: str, data: Path) -> str:
    """Where the value in force of the setting `name` comes from, by the order of `config.py`."""
    variable = f"STOPPRESS_{name.upper()}"
    if variable in os.environ:
        return variable
    if name in read_settings(data / "settings.toml"):
        return "settings.toml"
    return "default"


def without_password(value: str) -> str:
    """A setting as it may be shown: the password of a database's URL is hidden."""
    return _PASSWORD.sub("********", value) if "://" in value else value


def _print_table(settings: list[dict[str, str]]) -> None:
    width = max(len(setting["name"]) for setting in settings)
    for setting in settings:
        print(f"{setting['name']:<{width}}  {setting['value'] or '(empty)'}  [{setting['source']}]")
        print(f"{'':<{width}}  {setting['about']}")
