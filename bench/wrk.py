"""Asking a server for one page as fast as it answers, by wrk, with what a browser sends."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from bench.figures import cpu_seconds
from bench.programs import LOAD_CPU, NotMeasurable, pinned

_CONNECTIONS = 64
# What Chromium sends; with _DIFFER, each request bears another address as well.
_ASK = """
wrk.headers["Accept"] = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
wrk.headers["Accept-Encoding"] = "gzip, deflate, br, zstd"
wrk.headers["Accept-Language"] = "en-GB,en;q=0.9"
wrk.headers["Connection"] = "keep-alive"
wrk.headers["Sec-Fetch-Dest"] = "document"
wrk.headers["Sec-Fetch-Mode"] = "navigate"
wrk.headers["Sec-Fetch-Site"] = "none"
wrk.headers["Upgrade-Insecure-Requests"] = "1"
wrk.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0"
"""
_DIFFER = """
local number = 0
request = function()
  number = number + 1
  wrk.headers["X-Forwarded-For"] = "192.0.2." .. number
  return wrk.format()
end
"""


def cost(pid: int, url: str, scratch: Path, seconds: int, *, heads_differ: bool = False) -> float:
    """Microseconds of CPU that the process `pid` spends on one request for `url`."""
    script = scratch / "ask.lua"
    script.write_text(_ASK + (_DIFFER if heads_differ else ""))
    command = ["wrk", "-t1", f"-c{_CONNECTIONS}", f"-d{seconds}s", "-s", str(script), url]
    before = cpu_seconds(pid)
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, preexec_fn=lambda: pinned(LOAD_CPU)
    ).stdout
    used = cpu_seconds(pid) - before
    found = re.search(r"(\d+) requests in", done)
    if found is None or "Non-2xx" in done or "Socket errors" in done:
        raise RuntimeError(f"not every request was answered: {done}")
    return used * 1e6 / int(found[1])


def require(*names: str) -> list[str]:
    """Where these programs of the system are. Raises NotMeasurable."""
    found = [shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin") for name in names]
    for name, path in zip(names, found, strict=True):
        if path is None:
            raise NotMeasurable(f"the bench needs {name}: apt-get install {name}")
    return [path for path in found if path is not None]
