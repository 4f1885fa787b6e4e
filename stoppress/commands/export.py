"""`stoppress export`: hand a coverage on, whole, in a format that outlives this program."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from stoppress.commands import data_folder
from stoppress.commands.failures import Failure
from stoppress.commands.newsroom import config_for
from stoppress.config import Config
from stoppress.exchange.archive.export import Exported, export_archive
from stoppress.exchange.archive.taking import NotTaken
from stoppress.notary.keys import KeyTrouble, load_keys
from stoppress.notary.origins import first_origin, reader_host
from stoppress.public_store import open_reader
from stoppress.tlog.keys import Signer
from stoppress.verify.keys import Trust

_FORMATS = ("archive",)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("coverage", metavar="COVERAGE", help="its address, like harbour-fire")
    parser.add_argument("--format", choices=_FORMATS, default="archive", help="archive")
    parser.add_argument(
        "-o", "--output", metavar="PATH", type=Path, required=True, help="a folder, or NAME.zip"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object, for scripts")


def run(arguments: argparse.Namespace) -> int:
    """It reads what is public and nothing else; publishing goes on meanwhile."""
    config = config_for(arguments)
    data_folder.require(config)
    slug = arguments.coverage.strip("/")
    try:
        with closing(open_reader(config)) as reader:
            exported = export_archive(
                reader,
                slug,
                arguments.output,
                origin=first_origin(reader_host(config), slug),
                media=config.public_media,
                signers=lambda origin, trust: _signers(config, origin, trust),
            )
    except (NotTaken, FileExistsError) as error:
        raise Failure(str(error)) from None
    _report(exported, arguments)
    return 0


def _signers(config: Config, origin: str, trust: Trust) -> Sequence[Signer]:
    """Those of the keys in force that are here. Raises Failure where there is none."""
    try:
        keys = load_keys(config.data)
    except KeyTrouble as error:
        raise Failure(f"{error}; an archive is signed with it") from None
    found = [key.signer(origin) for key in keys if key.public in trust.publics]
    if not found:
        raise Failure("none of the keys here signs this site's logs; put the right file back")
    return found


def _report(exported: Exported, arguments: argparse.Namespace) -> None:
    for name in exported.missing:
        print(f"stoppress: the picture {name} is lost; the archive lacks it", file=sys.stderr)
    if arguments.json:
        report = {
            "coverage": exported.slug,
            "position": exported.position,
            "files": exported.files,
            "signed": exported.is_signed,
            "missing": list(exported.missing),
            "path": str(arguments.output),
        }
        print(json.dumps(report, ensure_ascii=False))
        return
    signed = "signed" if exported.is_signed else "not signed: nothing of this site is yet"
    print(
        f"{arguments.output}: /{exported.slug}/ at position {exported.position:,},"
        f" {exported.files:,} files, {signed}"
    )
