"""`stoppress backup`: a whole, checked copy of the newsroom, made while it serves."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from stoppress.commands.failures import Failure
from stoppress.commands.newsroom import config_for, open_newsroom
from stoppress.config import Config


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-o", dest="target", metavar="PATH", help="the folder to make")
    parser.add_argument(
        "--list", metavar="DIR", help="say which backups in DIR still hold words removed since"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object, for scripts")


def run(arguments: argparse.Namespace) -> int:
    """Raises Failure or Refused; then no backup is there."""
    if (arguments.target is None) == (arguments.list is None):
        raise Failure("name the folder to make with -o PATH, or a folder of backups with --list")
    if arguments.list is not None:
        return _list(config_for(arguments), arguments)
    config = open_newsroom(arguments)
    # Only now: this module needs Django ready.
    from stoppress.backup.making import make_backup

    target = Path(arguments.target)
    manifest = make_backup(config, target)
    size = sum(file.bytes for file in manifest.files)
    if arguments.json:
        said = {"path": str(target.absolute()), "made_at": manifest.made_at, "bytes": size}
        counted = {"coverages": len(manifest.coverages), "revisions": manifest.revisions}
        print(json.dumps(said | counted | {"files": len(manifest.files)}, ensure_ascii=False))
    else:
        print(
            f"{target}: {manifest.revisions} revisions of {len(manifest.coverages)} coverages,"
            f" {len(manifest.files)} files, {size / 1e6:.1f} MB, checked"
        )
        print("Not in it: checkpoints.sqlite and keys/ (docs/running/backup.md says where to)")
    return 0


def _list(config: Config, arguments: argparse.Namespace) -> int:
    from stoppress.backup.reach import reaches
    from stoppress.record.removal.ledger_file import noted

    found = reaches(Path(arguments.list), noted(config.checkpoints_file))
    if arguments.json:
        backups = [
            {
                "path": str(one.path.absolute()),
                "made_at": one.made_at or None,
                "revisions": one.revisions,
                "holds_removed": [
                    {"coverage": held.coverage, "position": held.position, "removed_at": held.at}
                    for held in one.held
                ],
                "trouble": one.trouble or None,
            }
            for one in found
        ]
        print(json.dumps({"backups": backups}, ensure_ascii=False))
        return 0
    for one in found:
        text = one.trouble or f"{one.made_at}  {one.revisions} revisions"
        print(f"{one.path}  {text}{_held(len(one.held))}")
    if not found:
        print(f"There is no backup in {arguments.list}.")
    return 0


def _held(count: int) -> str:
    if not count:
        return ""
    return f"; still holds the words of {count} revision{'s' if count > 1 else ''} removed since"
