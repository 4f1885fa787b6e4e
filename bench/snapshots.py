"""What one request for the first page costs: our edge beside nginx, which sends a file.

Both send the same body to the same client (wrk), in turns, in one run. Browsers of one kind send
the same head, which the edge then reads once; so it is measured as well with heads that all differ,
as behind a proxy that adds each reader's address. `python -m bench.snapshots` runs it alone, and
bench/lengths.py after it.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.request import Request, urlopen

from bench import lengths
from bench.edge import running_edge
from bench.figures import machine, spread
from bench.programs import SERVER_CPU, NotMeasurable, pinned
from bench.wrk import cost, require
from stoppress.config import Config
from stoppress.public_store import Head, open_writer

SLUG = "bench"
_SIZES = {40_000: 1.8, 100_000: 1.3}  # bytes on the wire: the ratio that is wanted
_NGINX_PORT = 47293
_NGINX = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000;
  client_body_temp_path {folder}/t; proxy_temp_path {folder}/t; fastcgi_temp_path {folder}/t;
  uwsgi_temp_path {folder}/t; scgi_temp_path {folder}/t;
  server {{
    listen 127.0.0.1:{port} backlog=4096; root {folder}; default_type text/html;
    add_header Content-Encoding br; add_header Cache-Control "public, max-age=2";
    open_file_cache max=100;
  }}
}}
"""


def measure(scratch: Path, *, rounds: int, seconds: int) -> Iterator[str]:
    """The lines to print: CPU microseconds per request, and the ratio within each round."""
    require("nginx", "wrk")
    for size, wanted in _SIZES.items():
        on_wire, same, differing = _beside_nginx(scratch, size, rounds, seconds)
        yield (
            f"CPU per request, first page of {on_wire:,} bytes on the wire, {rounds} rounds of"
            f" {seconds} s, in turns:"
        )
        yield f"  nginx, from a file  {spread([one.theirs for one in same], 1)} us"
        yield f"  our edge            {spread([one.ours for one in same], 1)} us"
        ratios = [one.ours / one.theirs for one in same]
        yield f"  ratio               {spread(ratios)}   (wanted: at most {wanted})"
        ratios = [one.ours / one.theirs for one in differing]
        yield f"  where heads differ  {spread(ratios)}"


class Round(NamedTuple):
    """Microseconds of CPU per request, measured one after the other."""

    theirs: float
    ours: float


def _beside_nginx(
    scratch: Path, size: int, rounds: int, seconds: int
) -> tuple[int, list[Round], list[Round]]:
    """Bytes on the wire, and what was measured: with one head, and with heads that differ."""
    folder = scratch / f"page-{size}"
    folder.mkdir()
    found: dict[bool, list[Round]] = {False: [], True: []}
    with running_edge(_store(folder / "data", size), cpu=SERVER_CPU) as (edge, port):
        page = f"http://127.0.0.1:{port}/{SLUG}/"
        file = f"http://127.0.0.1:{_NGINX_PORT}/page"
        (folder / "page").write_bytes(_body(page))
        with _nginx(folder) as nginx:
            for _ in range(rounds):
                for differ, measured in found.items():
                    theirs = cost(nginx.pid, file, scratch, seconds, heads_differ=differ)
                    ours = cost(edge.pid, page, scratch, seconds, heads_differ=differ)
                    measured.append(Round(theirs, ours))
    return (folder / "page").stat().st_size, found[False], found[True]


def _store(data: Path, size: int) -> Config:
    """A public store whose one page is `size` bytes when packed with Brotli, nearly."""
    data.mkdir()
    config = Config(data=data)
    writer = open_writer(config)
    page = random.Random(size).randbytes(size).hex().encode()  # hexadecimal: packs to one half
    with writer.rebuild(epoch="bench", render="0" * 16) as publication:
        publication.put_head(Head(SLUG, "bench", 1, "live"))
        publication.put_part(f"{SLUG}/page", page, slug=SLUG)
        publication.put_page(f"/{SLUG}/", [f"{SLUG}/page"], slug=SLUG)
    writer.close()
    return config


def _body(url: str) -> bytes:
    """What travels."""
    with urlopen(Request(url, headers={"Accept-Encoding": "br"}), timeout=30) as answer:
        body: bytes = answer.read()
    return body


@contextmanager
def _nginx(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    settings = folder / "nginx.conf"
    settings.write_text(_NGINX.format(folder=folder, port=_NGINX_PORT))
    process = subprocess.Popen(
        [require("nginx")[0], "-c", settings, "-e", folder / "nginx.log"],
        preexec_fn=lambda: pinned(SERVER_CPU),
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.snapshots", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3, help="of load in each round")
    parser.add_argument("--most", type=int, default=10_000, help="posts of the longest coverage")
    given = parser.parse_args()
    sizes = tuple(size for size in (10, 1_000, 10_000) if size <= given.most)
    print(machine(), flush=True)
    with tempfile.TemporaryDirectory(prefix="stoppress-bench-") as folder:
        scratch = Path(folder)
        try:
            for line in measure(scratch, rounds=given.rounds, seconds=given.seconds):
                print(line, flush=True)
            for line in lengths.measure(scratch, rounds=given.rounds, sizes=sizes):
                print(line, flush=True)
        except NotMeasurable as reason:
            print(f"bench: {reason}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
