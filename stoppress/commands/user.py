"""`stoppress user`: the people of the desk. Nobody is ever taken out: the record names them."""

from __future__ import annotations

import argparse
import getpass
import json
import sys

from stoppress.commands.failures import Failure
from stoppress.commands.newsroom import open_newsroom
from stoppress.commands.serving import in_force
from stoppress.config import Config

LINK_MINUTES = 60


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    add = actions.add_parser("add", help="add an editor and print a one-time link to the desk")
    link = actions.add_parser("link", help="print a one-time link to the desk")
    password = actions.add_parser("password", help="set a password (asked, or on stdin)")
    disable = actions.add_parser("disable", help="let someone in no more, from now on")
    enable = actions.add_parser("enable", help="let someone in again")
    for action in (add, link, password, disable, enable):
        action.add_argument("name", help="the name to sign in with")
    for action in (add, link):
        action.add_argument(
            "--minutes", type=int, default=LINK_MINUTES, help="how long the link works"
        )
    add.add_argument("--email", default="", help="where to reach this person")
    everyone = actions.add_parser("list", help="who may come in")
    everyone.add_argument("--json", action="store_true", help="one JSON object, for scripts")
    for action in actions.choices.values():  # so that it may also stand after the action
        action.add_argument(
            "--data",
            metavar="DIR",
            default=argparse.SUPPRESS,
            help="the folder that holds everything",
        )


def run(arguments: argparse.Namespace) -> int:
    config = in_force(open_newsroom(arguments))
    actions = {
        "add": _add,
        "link": _link,
        "password": _password,
        "disable": _disable,
        "enable": _enable,
        "list": _list,
    }
    actions[arguments.action](config, arguments)
    return 0


def _add(config: Config, arguments: argparse.Namespace) -> None:
    from stoppress.commands import people

    people.add_editor(arguments.name, arguments.email)
    link = people.desk_link(config, arguments.name, arguments.minutes)
    print(f"added {arguments.name}; this link works once, for {arguments.minutes} minutes:\n{link}")


def _link(config: Config, arguments: argparse.Namespace) -> None:
    from stoppress.commands import people

    print(people.desk_link(config, arguments.name, arguments.minutes))


def _password(config: Config, arguments: argparse.Namespace) -> None:
    from stoppress.commands import people

    user = people.find(arguments.name)
    people.set_password(user, _new_password())
    print(f"{arguments.name} can sign in with the new password")


def _new_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("New password: ")
    if getpass.getpass("Once more: ") != password:
        raise Failure("the two passwords differ; nothing was changed")
    return password


def _disable(config: Config, arguments: argparse.Namespace) -> None:
    from stoppress.commands import people

    people.let_in(arguments.name, False)
    print(f"{arguments.name} is signed out and cannot sign in")


def _enable(config: Config, arguments: argparse.Namespace) -> None:
    from stoppress.commands import people

    people.let_in(arguments.name, True)
    print(f"{arguments.name} can sign in again")


def _list(config: Config, arguments: argparse.Namespace) -> None:
    from stoppress.commands import people

    everyone = people.everyone()
    if arguments.json:
        print(json.dumps({"users": everyone}, ensure_ascii=False))
        return
    for person in everyone:
        state = "active" if person["active"] else "disabled"
        print(f"{person['name']}  {state}  last sign-in: {person['last_sign_in'] or 'never'}")
    if not everyone:
        print("nobody yet; add an editor with `stoppress user add NAME`")
