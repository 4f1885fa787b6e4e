"""The restore drill: how long a backup takes, and how long until readers are served from it again.

Beside it the floor: reading the same bytes, hashing them, and writing them durably elsewhere.
`python -m bench.restoring` runs it alone, with `--revisions` as many as asked for.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.figures import machine
from stoppress.config import Config
from tests.commands.shell import Shell, command, page

_WORDS = "The crane fell at noon, and the quay was empty. " * 20  # about 1,000 bytes
_IN_ONE = 5_000  # revisions of one coverage
_AT_ONCE = 500  # written in one transaction, so that filling is not what takes the time
_PATIENCE = 3600  # seconds; bounds a command, and is never the measure of anything


def measure(scratch: Path, *, revisions: int) -> list[str]:
    """The lines to print, seconds."""
    old, new = (Shell(Config(data=scratch / name)) for name in ("old", "new"))
    old.ok("setup", "--defaults")
    _run(old, sys.executable, "-m", "bench.restoring", "--fill", str(revisions))
    backup = scratch / "backup"
    backing_up = _timed(old, *command("backup", "-o", backup))
    floor, size = _copy(backup, scratch / "copy")
    restoring = _timed(new, *command("restore", backup, "--no-serve"))
    began = time.perf_counter()
    with new.serving() as served:
        page(f"{served.reader}/coverage-0/")
        serving = time.perf_counter() - began
    return [
        f"Backing up and restoring {revisions:,} revisions ({size / 1e6:,.0f} MB), s:",
        f"  floor: a durable copy, hashed      {floor:8.1f}",
        f"  backup, checked row by row         {backing_up:8.1f}   ({backing_up / floor:.0f} x)",
        f"  restore, checked, public made anew {restoring:8.1f}   ({restoring / floor:.0f} x)",
        f"  and then until readers are served  {serving:8.1f}",
    ]


def _run(shell: Shell, *words: str) -> None:
    subprocess.run(words, env=shell.env, check=True, timeout=_PATIENCE, stdout=subprocess.DEVNULL)


def _timed(shell: Shell, *words: str) -> float:
    began = time.perf_counter()
    _run(shell, *words)
    return time.perf_counter() - began


def _copy(source: Path, target: Path) -> tuple[float, int]:
    """Seconds and bytes of copying every file durably."""
    began, size = time.perf_counter(), 0
    target.mkdir()
    for path in sorted(one for one in source.rglob("*") if one.is_file()):
        data = path.read_bytes()
        hashlib.sha256(data).hexdigest()
        with (target / f"{size}").open("wb") as file:
            file.write(data)
            os.fsync(file.fileno())
        size += len(data)
    return time.perf_counter() - began, size


def _fill(revisions: int) -> None:
    """Publish as many posts in the newsroom of the environment."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "stoppress.settings"
    import django

    django.setup()
    from django.db import transaction

    from stoppress.record.append import append, open_coverage
    from stoppress.record.vocabulary import Kind

    done = 0
    while done < revisions:
        slug = f"coverage-{done // _IN_ONE}"
        header = {"title": slug, "slug": slug, "language": "en", "zone": "UTC"}
        fire = open_coverage(header).coverage_id
        done += 1
        while done < revisions and done % _IN_ONE:
            with transaction.atomic():
                for _ in range(min(_AT_ONCE, revisions - done, _IN_ONE - done % _IN_ONE)):
                    block = {"type": "paragraph", "html": f"{done}: {_WORDS}"}
                    said = {"headline": f"Post {done}", "blocks": [block]}
                    append(fire, Kind.POSTED, said)
                    done += 1


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.restoring", description=__doc__)
    parser.add_argument("--revisions", type=int, default=100_000)
    parser.add_argument("--fill", type=int, metavar="N", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.fill is not None:
        _fill(arguments.fill)
        return 0
    print(machine())
    with tempfile.TemporaryDirectory(prefix="stoppress-bench-") as scratch:
        for line in measure(Path(scratch), revisions=arguments.revisions):
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
