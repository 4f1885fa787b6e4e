"""`stoppress restore`: a newsroom put back from a backup, verified, and served again."""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import sys
import tomllib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from stoppress.commands import data_folder
from stoppress.commands.failures import Failure
from stoppress.commands.newsroom import config_for, open_newsroom
from stoppress.commands.serve import add_addresses
from stoppress.commands.serving import serve_lock
from stoppress.config import Config

if TYPE_CHECKING:
    from stoppress.backup.manifest import Manifest
    from stoppress.backup.restoring import Restored

# What may lie in a folder that is no newsroom yet: ours, put there by hand before the restore.
_OURS = ("settings.toml", "serve.lock", "lost+found", "keys", "secret-key", "desk-media",
         "checkpoints.sqlite", "public.sqlite", "public-media", "restoring.sqlite", "desk.sqlite",
         "projection.lock", "edges", "format.new", "replaced-")  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("backup", nargs="?", metavar="BACKUP", help="the folder of the backup")
    parser.add_argument(
        "--from",
        dest="sources",
        action="append",
        default=[],
        metavar="URL-or-ARCHIVE",
        help="where to look for what was published since; may stand several times",
    )
    parser.add_argument(
        "--replace", action="store_true", help="move aside the record that lies there"
    )
    parser.add_argument(
        "--no-serve", action="store_true", help="end when all is there, without serving it"
    )
    parser.add_argument(
        "--words", metavar="ARCHIVE", help="bring words that were lost back from an archive"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object, for scripts")
    add_addresses(parser)


def run(arguments: argparse.Namespace) -> int:
    """Raises Failure or Refused; then the newsroom is as it was."""
    if arguments.words is not None:
        return _bring_words(arguments)
    if arguments.backup is None:
        raise Failure("name the folder of the backup, or an archive with --words")
    from stoppress.backup.checking import check_backup

    backup = Path(arguments.backup).absolute()
    manifest = check_backup(backup)
    _take_settings(config_for(arguments), backup)
    config = config_for(arguments)
    _require_engine(config, manifest.engine)
    _prepare_folder(config)
    with serve_lock(config.data):
        restored = _restore(config, backup, manifest, arguments)
    _report(restored, arguments)
    if not arguments.no_serve:
        _serve(config, arguments)
    return 0


def _restore(
    config: Config, backup: Path, manifest: Manifest, arguments: argparse.Namespace
) -> Restored:
    os.environ["STOPPRESS_DATA"] = str(config.data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stoppress.settings")
    import django

    django.setup()
    # Only now: these modules need Django ready.
    from stoppress.backup.checking import require_known_schema
    from stoppress.backup.reach import still_in
    from stoppress.backup.restoring import restore
    from stoppress.backup.sounding import require_none
    from stoppress.desk.leftovers import settle
    from stoppress.lib.lease import LeaseTaken
    from stoppress.projection.lease import lease
    from stoppress.projection.publish import CoverageFailed, Projection, PublicAhead
    from stoppress.record.checking.outside import check_public
    from stoppress.record.removal.ledger_file import noted

    require_known_schema(manifest)
    try:
        with lease(config):
            restored = restore(
                config,
                backup,
                manifest,
                arguments.sources,
                replace=arguments.replace,
                settle=lambda config: settle(config, scrub=False),
            )
            data_folder.write_whole(config.data / "format", f"{data_folder.FORMAT}\n")
            _keep_settings(config, backup)
            with closing(Projection(config)) as projection:
                projection.rebuild()
            require_none(check_public(config), "the public store")
    except (LeaseTaken, PublicAhead, CoverageFailed) as error:
        raise Failure(str(error)) from None
    if held := still_in(manifest, noted(config.checkpoints_file)):
        restored.notes.append(
            f"the backup still holds the words of {len(held)} revisions that were removed since;"
            " destroy it when you need it no more"
        )
    return restored


def _take_settings(config: Config, backup: Path) -> None:
    """Where the folder has no settings of its own, those of the backup count, from here on."""
    if (config.data / "settings.toml").exists() or not (backup / "settings.toml").exists():
        return
    for name, value in tomllib.loads((backup / "settings.toml").read_text("utf-8")).items():
        os.environ.setdefault(f"STOPPRESS_{name.upper()}", str(value))


def _keep_settings(config: Config, backup: Path) -> None:
    there, kept = config.data / "settings.toml", backup / "settings.toml"
    if not there.exists() and kept.exists():
        data_folder.write_whole(there, kept.read_text("utf-8"))


def _require_engine(config: Config, engine: str) -> None:
    if engine == "postgresql" and not config.database:
        raise Failure(
            "this backup is of a PostgreSQL database; make an empty one, and name it by the setting"
            " `database` (STOPPRESS_DATABASE)"
        )
    if engine == "sqlite" and config.database:
        raise Failure(
            "this backup is of SQLite, but the setting `database` names PostgreSQL; empty that"
        )


def _prepare_folder(config: Config) -> None:
    """The data folder is one of ours, or can become one. Raises Failure."""
    if data_folder.read_format(config.data) is not None:
        data_folder.require(config)
        return
    if config.data.is_dir():
        names = sorted(os.listdir(config.data))
        others = [name for name in names if not name.startswith(_OURS)]
        if others:
            raise Failure(
                f"{config.data} holds something else ({others[0]}); choose an empty or a new folder"
            )
    config.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    config.data.chmod(0o700)
    if not config.database:
        data_folder.require_sqlite(config)


def _report(restored: Restored, arguments: argparse.Namespace) -> None:
    if arguments.json:
        said = dataclasses.asdict(restored) | {"aside": str(restored.aside or "") or None}
        print(json.dumps(said, ensure_ascii=False), flush=True)
        return
    for line in _lines(restored):
        print(line, flush=True)


def _lines(restored: Restored) -> Iterator[str]:
    yield f"restored    {restored.revisions} revisions from the backup"
    yield f"taken in    {restored.taken_in} more that were published since"
    yield f"lost        {restored.lost} of these are without their words"
    yield f"removed     {restored.removed} that had been removed were there again, and are gone"
    for slug, origin in sorted(restored.origins.items()):
        name = "the site log" if slug == "-" else f"/{slug}/"
        yield f"continued   {name} could not be made what was signed; it goes on as {origin}"
    yield f"epoch       {restored.epoch}: readers begin anew"
    if restored.aside is not None:
        yield f"moved       the record that was there lies in {restored.aside}"
    for note in restored.notes:
        yield f"look at     {note}"


def _serve(config: Config, arguments: argparse.Namespace) -> None:
    """Go on as `stoppress serve`, in this very process."""
    words = [sys.executable, "-m", "stoppress", "serve", "--data", str(config.data)]
    for name in ("edge", "desk"):
        if getattr(arguments, name) is not None:
            words += [f"--{name}", getattr(arguments, name)]
    sys.stdout.flush()
    os.execv(sys.executable, words)


def _bring_words(arguments: argparse.Namespace) -> int:
    if arguments.backup is not None:
        raise Failure("--words needs no backup; name one or the other")
    config = open_newsroom(arguments)
    # Only now: this module needs Django ready.
    from stoppress.backup.words import bring_words

    count = bring_words(config, Path(arguments.words))
    if arguments.json:
        print(json.dumps({"words": count}))
    else:
        print(f"{count} revisions have their words again.")
    return 0
