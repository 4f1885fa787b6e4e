"""What a reader downloads for an imported day of coverage, and what importing it costs."""

from __future__ import annotations

import gzip
import json
import re
import time
from pathlib import Path
from urllib.parse import urljoin
from urllib.request import Request, urlopen

from stoppress.config import Config
from stoppress.exchange.recognise import read_capture
from tests.commands.shell import Shell

ROOT = Path(__file__).parent.parent
_LINKED = re.compile(r'(?:href|src)="(/-/assets/[^"]+\.(?:css|js))"')
_POSTS_BEGIN = re.compile(r"^\d+ Posts?$", re.MULTILINE)


def capture() -> Path:
    """The real captured day where there is one beside the clone, else one of our own writing."""
    real = sorted((ROOT.parent / "shared" / "captures").glob("*.txt"))
    own = sorted((ROOT / "tests" / "exchange" / "fixtures").glob("*.txt"))
    return (real or own)[0]


def weigh(scratch: Path) -> list[str]:
    """Bytes of the page and all it loads, as they are and as they travel."""
    shell = Shell(Config(data=scratch / "weight"))
    with shell.serving() as served:
        report = json.loads(shell.ok("import", capture(), "--publish", "--json"))
        page = urljoin(served.reader, report["url"])
        html, packed = _fetch(page)
        lines = [
            f"The imported day ({capture().name}), bytes / gzip:",
            f"  html   {len(html):>7,} / {packed:,}",
        ]
        for path in sorted(set(_LINKED.findall(html.decode()))):
            body, packed = _fetch(urljoin(page, path))
            lines.append(f"  {path.rpartition('.')[2]:<5}  {len(body):>7,} / {packed:,}")
    return lines


def _fetch(url: str) -> tuple[bytes, int]:
    """A body, and how many bytes of it travelled."""
    with urlopen(Request(url, headers={"Accept-Encoding": "gzip"}), timeout=30) as answer:
        body: bytes = answer.read()
        packed = answer.headers["Content-Encoding"] == "gzip"
        return gzip.decompress(body) if packed else body, len(body)


def time_imports(scratch: Path, *, rounds: int) -> list[str]:
    """Seconds to read the capture, and one 50 times as long, in turns."""
    text = capture().read_text("utf-8")
    begin = _POSTS_BEGIN.search(text)
    cut = begin.end() if begin else 0
    long = scratch / "long.txt"
    long.write_text(text[:cut] + text[cut:] * 50, "utf-8")
    ones, fifties = [], []
    for _ in range(rounds):
        ones.append(_seconds(capture()))
        fifties.append(_seconds(long))
    one, fifty = min(ones), min(fifties)
    size = long.stat().st_size / capture().stat().st_size
    return [
        f"Reading the capture, best of {rounds} in turns:",
        f"  the capture          {one * 1000:8.1f} ms",
        f"  {size:.0f} times as long     {fifty * 1000:8.1f} ms   ({fifty / one:.1f} x the time)",
    ]


def _seconds(path: Path) -> float:
    began = time.perf_counter()
    read_capture(path)
    return time.perf_counter() - began
