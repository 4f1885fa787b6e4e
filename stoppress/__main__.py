"""`stoppress COMMAND`: finds the command's module, runs it, and says in one line what failed."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import NoReturn

from stoppress import __version__
from stoppress.commands import COMMANDS
from stoppress.commands.failures import one_line
from stoppress.commands.lifeline import end_with


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0, 1 (it failed), 2 (asked wrongly) or 130 (Ctrl-C)."""
    words = list(sys.argv[1:] if argv is None else argv)
    module = _module_for(words)
    arguments = _parser(module).parse_args(words)
    os.umask(0o077)  # drafts, sessions and sources lie in the files that we make
    if module is None:
        return 2
    if arguments.lifeline is not None:
        end_with(arguments.lifeline)
    try:
        status = int(module.run(arguments))
        sys.stdout.flush()
        return status
    except (KeyboardInterrupt, EOFError):  # Ctrl-C, or Ctrl-D at a question
        print(file=sys.stderr)
        return 130
    except BrokenPipeError:  # `stoppress config | head`: nobody reads on, which is no failure
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        line = one_line(error)
        if line is None:
            raise
        print(f"stoppress: {line}", file=sys.stderr)
        return 1


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, without the usage before it."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"stoppress: {message} (try `{self.prog} --help`)\n")


def _module_for(words: list[str]) -> ModuleType | None:
    # Only the command that was asked for is imported: `stoppress edge` must never load Django.
    name = words[0] if words else ""
    if name not in COMMANDS:
        return None
    return importlib.import_module(f"stoppress.commands.{COMMANDS[name][0]}")


def _parser(module: ModuleType | None) -> argparse.ArgumentParser:
    parser = _Parser(
        prog="stoppress",
        description="Stoppress runs live coverage: a desk for editors, a page for readers.",
        epilog="`stoppress COMMAND --help` says more. All settings: `stoppress config`.",
    )
    parser.add_argument("--version", action="version", version=f"Stoppress {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, (file, summary) in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=summary + ".")
        if module is not None and module.__name__ == f"stoppress.commands.{file}":
            _add_common(command)
            module.add_arguments(command)
    return parser


def _add_common(command: argparse.ArgumentParser) -> None:
    command.add_argument("--data", metavar="DIR", help="the folder that holds everything")
    command.add_argument("--lifeline", type=int, metavar="FD", help=argparse.SUPPRESS)


if __name__ == "__main__":
    sys.exit(main())
