"""The bench of pages still measures: a short run, whose figures mean nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


def test_it_prints_every_figure() -> None:
    for name in ("nginx", "wrk"):
        if shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin") is None:
            pytest.skip(f"the bench needs {name}")
    short = ("--rounds", "1", "--seconds", "1", "--most", "10")
    own = {name: text for name, text in os.environ.items() if not name.startswith("STOPPRESS_")}
    done = subprocess.run(
        [sys.executable, "-m", "bench.snapshots", *short],
        cwd=ROOT, env=own, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for words in ("nginx, from a file", "our edge", "heads differ", "first page served", "memory"):
        assert words in done.stdout
