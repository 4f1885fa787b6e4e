"""`stoppress setup`: asks once what a newsroom needs to know, and makes it.

Running it again keeps what is there and changes only what is answered differently.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import dataclass

from stoppress.commands import data_folder
from stoppress.commands.failures import Failure
from stoppress.commands.newsroom import config_for, open_newsroom
from stoppress.commands.user import LINK_MINUTES
from stoppress.config import Config, ConfigError, load_config


@dataclass(frozen=True)
class Question:
    """One setting that `setup` asks for; its option is `--name` with hyphens."""

    name: str
    text: str


QUESTIONS = (
    Question("site_name", "Name of the newsroom, as readers see it"),
    Question("reader_url", "Host name of the reader site (empty: this machine only)"),
    Question("desk_url", "Host name of the desk (empty: this machine only)"),
    Question("zone", "The newsroom's time zone"),
    Question("language", "Language of the pages"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--defaults", action="store_true", help="ask nothing; keep what is not given"
    )
    for question in QUESTIONS:
        option = "--" + question.name.replace("_", "-")
        parser.add_argument(option, metavar="TEXT", help=question.text)
    parser.add_argument("--editor", metavar="NAME", help="sign-in name of the first editor")


def run(arguments: argparse.Namespace) -> int:
    config = config_for(arguments)
    answers = _answers(arguments, config)
    data_folder.make(config)
    _write_settings(config, answers)
    config = open_newsroom(arguments, create=True)
    print(f"the newsroom is in {config.data}; start it with `stoppress serve --data {config.data}`")
    editor = arguments.editor or _asked_editor(arguments)
    if editor:
        _print_link(config, editor)
    return 0


def _answers(arguments: argparse.Namespace, config: Config) -> dict[str, str]:
    """The settings to write. Raises ConfigError for an answer that cannot be used."""
    given = {q.name: getattr(arguments, q.name) for q in QUESTIONS}
    answers = {name: _cleaned(name, value) for name, value in given.items() if value is not None}
    load_config(os.environ, data=arguments.data, **answers)
    if arguments.defaults:
        return answers
    if not sys.stdin.isatty():
        raise Failure("setup asks questions; run it on a terminal, or add --defaults")
    for question in QUESTIONS:
        if question.name not in answers:
            answers[question.name] = _ask(
                question, getattr(config, question.name), str(config.data)
            )
    return answers


def _ask(question: Question, present: str, data: str) -> str:
    """Ask until the answer can be used; an empty line keeps what is there."""
    while True:
        typed = input(f"{question.text} [{present}]: ").strip()
        answer = _cleaned(question.name, typed) if typed else present
        try:
            load_config({}, data=data, **{question.name: answer})
        except ConfigError as error:
            print(error)
        else:
            return answer


def _cleaned(name: str, answer: str) -> str:
    """An answer as the setting wants it: a bare host name becomes an https:// address."""
    answer = "".join(letter for letter in " ".join(answer.split()) if letter.isprintable())
    if name.endswith("_url") and answer and "://" not in answer:
        return f"https://{answer}"
    return answer


def _asked_editor(arguments: argparse.Namespace) -> str:
    if arguments.defaults:
        return ""
    return input("Sign-in name of the first editor (empty: later): ").strip()


def _write_settings(config: Config, answers: dict[str, str]) -> None:
    file = config.data / "settings.toml"
    kept = data_folder.read_settings(file)
    if kept | answers == kept:
        return
    # A JSON string of printable letters is a TOML string too.
    lines = [
        f"{name} = {json.dumps(text, ensure_ascii=False)}\n"
        for name, text in (kept | answers).items()
    ]
    data_folder.write_whole(file, "".join(lines))


def _print_link(config: Config, editor: str) -> None:
    from django.contrib.auth.models import User

    from stoppress.commands import people

    if not User.objects.filter(username=editor).exists():
        people.add_editor(editor)
    link = people.desk_link(config, editor, LINK_MINUTES)
    print(f"{editor} can come in once with this link, for {LINK_MINUTES} minutes:\n{link}")
