"""The measurement of what a cache lets through works; its figures here mean nothing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bench.programs import NotMeasurable
from bench.proxies import program

ROOT = Path(__file__).parent.parent.parent


def test_one_of_fifty_reaches_the_edge() -> None:
    if shutil.which("gcc") is None:
        pytest.skip("the bench needs gcc: apt-get install gcc libc6-dev")
    for name in ("varnishd", "nginx"):
        try:
            program(name)
        except NotMeasurable as reason:
            pytest.skip(str(reason))
    command = [sys.executable, "-m", "bench.collapsing", "--smoke"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert "no cache    50 readers: requests to the edge 50 (50-50)" in done.stdout
    assert "Varnish     50 readers: requests to the edge 1 (1-1)" in done.stdout
    assert "nginx       50 readers: requests to the edge 1 (1-" in done.stdout
