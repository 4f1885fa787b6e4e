"""`stoppress rebuild`: make the public store again from the record, byte for byte."""

from __future__ import annotations

import argparse
import json
from contextlib import closing

from stoppress.commands.failures import Failure
from stoppress.commands.newsroom import open_newsroom


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object, for scripts")


def run(arguments: argparse.Namespace) -> int:
    """Raises Failure where a desk is publishing, or readers have seen more than the record has."""
    config = open_newsroom(arguments)
    # Only now: these modules need Django ready.
    from stoppress.lib.lease import LeaseTaken
    from stoppress.projection.lease import lease
    from stoppress.projection.publish import CoverageFailed, Projection, PublicAhead

    try:
        with lease(config), closing(Projection(config)) as projection:
            coverages = projection.rebuild()
    except LeaseTaken as error:
        raise Failure(f"{error}; stop it first, or start it anew: it looks by itself") from None
    except (PublicAhead, CoverageFailed) as error:
        raise Failure(str(error)) from None
    if arguments.json:
        print(json.dumps({"coverages": coverages}))
    else:
        print(f"The public store was made anew: {coverages} coverages.")
    return 0
