"""The bench still measures: a short run of all of it, whose figures mean nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
_FIGURES = (
    "our edge",
    "durable yes",
    "html",
    "js",
    "times as long",
    "acknowledged append",
    "checkpoint at the edge",
    "Removing words",
    "To append it",
    "To make it public",
    "stoppress verify",
    "until readers are served",
)


def test_it_prints_every_figure() -> None:
    if shutil.which("gcc") is None:
        pytest.skip("the bench needs gcc: apt-get install gcc libc6-dev")
    command = [sys.executable, "-m", "bench", "--smoke"]
    # It makes newsrooms of its own, on SQLite, whatever database these tests are on.
    own = {name: text for name, text in os.environ.items() if not name.startswith("STOPPRESS_")}
    done = subprocess.run(command, cwd=ROOT, env=own, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    for words in _FIGURES:
        assert words in done.stdout
