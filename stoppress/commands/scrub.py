"""`stoppress scrub`: leave nothing of what was removed in the files of the databases."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from stoppress.commands.newsroom import open_newsroom


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object, for scripts")


def run(arguments: argparse.Namespace) -> int:
    """Exit status 1 where something is left; running it again is never wrong."""
    config = open_newsroom(arguments)
    # Only now: these modules need Django ready.
    from stoppress.desk.leftovers import say_finished, settle
    from stoppress.record.removal.scrub import scrub_file, scrub_postgres

    settle(config, scrub=False)
    if config.database:
        done = scrub_postgres(config.database)
    else:
        files = [config.record_file, config.public_file]
        done = [scrub_file(file) for file in files if file.exists()]
    clean = all(one.clean for one in done)
    if clean:
        say_finished()
    if arguments.json:
        scrubbed = [asdict(one) for one in done]
        print(json.dumps({"clean": clean, "scrubbed": scrubbed}, ensure_ascii=False))
    else:
        for one in done:
            print(f"{'ok' if one.clean else 'fail':<4}  {one.what}: {one.text}")
    return 0 if clean else 1
