"""`stoppress key`: the key that signs what is published. It never prints the secret."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from typing import Any

from stoppress.commands.failures import Failure
from stoppress.commands.newsroom import open_newsroom
from stoppress.config import Config

_ACTIONS = {
    "show": "the keys, and by which vkey each log is known",
    "rotate": "make a key that signs beside the present one",
    "retire": "end the key before the newest",
    "replace": "after a loss or a theft: another key, and a new origin for every log",
    "continue": "open a new origin for a log that cannot go on, as after an old backup",
}
_AT_WORK = "a running desk signs with it at once, else the next one that runs"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, summary in _ACTIONS.items():
        action = actions.add_parser(name, help=summary, description=summary + ".")
        action.add_argument("--json", action="store_true", help="one JSON object, for scripts")
        action.add_argument(
            "--data",
            metavar="DIR",
            default=argparse.SUPPRESS,
            help="the folder that holds everything",
        )
    reason = actions.choices["replace"]
    reason.add_argument("--reason", required=True, choices=("lost", "compromised"), help="why")
    which = actions.choices["continue"].add_mutually_exclusive_group(required=True)
    which.add_argument("coverage", nargs="?", metavar="COVERAGE", help="a slug, or - for the site")
    which.add_argument("--all", action="store_true", help="every log, and that of the site")


def run(arguments: argparse.Namespace) -> int:
    config = open_newsroom(arguments)
    # Only now: these modules need Django ready.
    from stoppress.notary.keys import KeyTrouble

    actions: dict[str, Callable[[Config, argparse.Namespace], tuple[dict[str, Any], list[str]]]] = {
        "show": _show,
        "rotate": _rotate,
        "retire": _retire,
        "replace": _replace,
        "continue": _continue,
    }
    try:
        report, lines = actions[arguments.action](config, arguments)
    except KeyTrouble as error:
        raise Failure(str(error)) from None
    print(json.dumps(report, ensure_ascii=False) if arguments.json else "\n".join(lines))
    return 0


def _show(config: Config, arguments: argparse.Namespace) -> tuple[dict[str, Any], list[str]]:
    from stoppress.notary.showing import shown_keys

    shown = shown_keys(config)
    lines = [f"host    {shown['host']}{'' if shown['settled'] else ' (not settled yet)'}"]
    lines += [f"key {key['number']}   {key['state']}  {key['file']}" for key in shown["keys"]]
    for log in shown["logs"]:
        lines += [f"log     {log['origin']}", *(f"        {vkey}" for vkey in log["vkeys"])]
    return shown, lines


def _rotate(config: Config, arguments: argparse.Namespace) -> tuple[dict[str, Any], list[str]]:
    from stoppress.notary.keys import folder
    from stoppress.notary.rotation import rotate

    key = rotate(config)
    lines = [
        f"key {key.number} is made; {_AT_WORK}, and both sign from then on",
        f"copy {folder(config.data)}/signing-{key.number} to a safe place off this machine,"
        " make the new vkeys known (`stoppress key show`), and then run `stoppress key retire`",
    ]
    return {"key": key.number, "public": key.public.hex()}, lines


def _retire(config: Config, arguments: argparse.Namespace) -> tuple[dict[str, Any], list[str]]:
    from stoppress.notary.rotation import retire

    retired = [key.number for key in retire(config)]
    lines = [f"key {number} signs nothing more; its file is gone" for number in retired]
    return {"retired": retired}, lines


def _replace(config: Config, arguments: argparse.Namespace) -> tuple[dict[str, Any], list[str]]:
    from stoppress.notary.rotation import replace

    key = replace(config, arguments.reason)
    lines = [
        f"key {key.number} takes the place of all before it; {_AT_WORK}",
        "every log goes on under a new origin: make the new vkeys known (`stoppress key show`),"
        " and say publicly from when on the old ones do not count",
    ]
    return {"key": key.number, "public": key.public.hex()}, lines


def _continue(config: Config, arguments: argparse.Namespace) -> tuple[dict[str, Any], list[str]]:
    from stoppress.notary.continuing import continue_log, continue_site_log
    from stoppress.notary.origins import SITE
    from stoppress.notary.rotation import continue_all
    from stoppress.record.models import Coverage

    if arguments.all:
        origins = {SITE: continue_site_log(config)} | continue_all(config)
    elif arguments.coverage == SITE:
        origins = {SITE: continue_site_log(config)}
    else:
        coverage = Coverage.objects.filter(slug=arguments.coverage).first()
        if coverage is None:
            raise Failure(f"there is no coverage /{arguments.coverage}/")
        origins = {coverage.slug: continue_log(config, coverage.id)}
    return {"origins": origins}, [f"{slug} goes on as {origin}" for slug, origin in origins.items()]
