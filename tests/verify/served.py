"""A site that serves the files it is given, over real HTTP: so that they can be tampered with."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from stoppress.config import Config
from stoppress.public_store import Reader
from stoppress.tlog.bundles import encode_bundle
from stoppress.tlog.checkpoints import parse_checkpoint
from stoppress.tlog.notes import parse_note
from stoppress.tlog.tiles import Bundle, bundles_of, tiles_of
from tests.projection.public import reading

SITE_LOG = "-"


@dataclass
class Site:
    """Files by path. `busy`: how often each answers 503 before it is served; `ill` ones always."""

    files: dict[str, bytes]
    address: str = ""
    busy: int = 0
    ill: frozenset[str] = frozenset()
    asked: dict[str, int] = field(default_factory=dict)

    def answer(self, path: str) -> tuple[int, bytes]:
        self.asked[path] = self.asked.get(path, 0) + 1
        if path in self.ill or self.asked[path] <= self.busy:
            return 503, b"busy"
        if path not in self.files:
            return 404, b"no"
        return 200, self.files[path]


@contextmanager
def serving(files: dict[str, bytes], busy: int = 0) -> Iterator[Site]:
    """Serve the files until the end of the block."""
    site = Site(files, busy=busy)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            code, body = site.answer(self.path)
            self.send_response(code)
            self.send_header("Content-Length", str(len(body)))
            if code == 503:
                self.send_header("Retry-After", "0")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        site.address = f"http://127.0.0.1:{server.server_address[1]}"
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def public_files(config: Config) -> dict[str, bytes]:
    """What an edge serves of the front page and the logs of a newsroom."""
    with reading(config) as reader:
        files = {}
        front = reader.page("/")
        if front:
            files["/"] = front.body
        for slug in [SITE_LOG, *(head.slug for head in reader.heads())]:
            files.update(_log(reader, slug))
    return files


def _log(reader: Reader, slug: str) -> Iterator[tuple[str, bytes]]:
    note = reader.page(f"/{slug}/log/checkpoint")
    if note is None:
        return
    size = parse_checkpoint(parse_note(note.body).text).size
    leaves = reader.leaves(slug, 0, size)
    yield f"/{slug}/log/checkpoint", note.body
    for tile in tiles_of(size):
        hashes = reader.tile_hashes(slug, tile.level, tile.start, tile.width)
        yield f"/{slug}/log/{tile.path}", b"".join(hashes)
    for bundle in bundles_of(size):
        some = leaves[bundle.start : bundle.start + bundle.width]
        yield f"/{slug}/log/{bundle.path}", encode_bundle(leaf.leaf for leaf in some)
        if slug != SITE_LOG:
            path = Bundle(bundle.index).path.replace("tile/entries", "contents", 1)
            yield f"/{slug}/log/{path}", b"".join(leaf.said + b"\n" for leaf in some)
