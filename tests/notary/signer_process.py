"""A process that signs, as a desk's thread does, until its standard input is closed.

With `unguarded` it holds no lease, as if two had been started by a mistake that the lease missed.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager

from stoppress.config import Config


@contextmanager
def signing(newsroom: Config, *how: str) -> Iterator[subprocess.Popen[str]]:
    """A process that signs, until the end of the block. It has begun when this is entered."""
    environment = os.environ | {
        "STOPPRESS_DATA": str(newsroom.data),
        "STOPPRESS_DATABASE": newsroom.database,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.notary.signer_process", *how],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.communicate(timeout=60)


def main(*how: str) -> None:
    import django

    django.setup()
    from django.conf import settings

    print("ready", flush=True)
    if how == ("unguarded",):
        _sign_unguarded(settings.STOPPRESS)
        return
    from stoppress.notary.follow import start_signing

    stop = start_signing(settings.STOPPRESS)
    sys.stdin.read()
    stop()


def _sign_unguarded(config: Config) -> None:
    from stoppress.notary.checkpoints import CheckpointStore
    from stoppress.notary.sequencer import Sequencer

    with closing(CheckpointStore(config.checkpoints_file)) as store:
        sequencer = Sequencer(config, store)
        while not select.select([sys.stdin], [], [], 0)[0]:
            sequencer.round()


if __name__ == "__main__":
    main(*sys.argv[1:])
