"""The files of a live site, by HTTP: several at once over connections that are kept, all bounded.

Only what is asked for is fetched: no redirect is followed, nothing is run. A site that is busy
(503) is asked again a few times.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit

from stoppress import __version__
from stoppress.verify.findings import Trouble
from stoppress.verify.sources import MAX_FILE_BYTES

_AT_ONCE = 4
_SECONDS = 10.0  # for one wait on the network
_FILE_SECONDS = 60.0  # for a whole file, however slowly it trickles
_TRIES = 5
_MAX_PAUSE = 5.0  # seconds; a site may say when to ask again
_MAX_MISSING = 200  # files that are not there, before nothing more is asked for
_PIECE = 256 * 1024
_HEADERS = {
    "Accept-Encoding": "identity",
    "Cache-Control": "no-cache",
    "User-Agent": f"stoppress-verify/{__version__}",
}


class Web:
    """A `Source`; names are paths under `base`, from their slash on. Safe for several threads."""

    def __init__(self, base: str) -> None:
        """Raises Trouble unless `base` is an http or https address."""
        try:
            parts = urlsplit(base)
            self._host, self._port = parts.hostname, parts.port
        except ValueError:
            raise Trouble(f"{base} is no address") from None
        if self._host is None or parts.scheme not in ("http", "https"):
            raise Trouble(f"{base} is no http:// or https:// address")
        self.base = base.rstrip("/")
        self._kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._path = parts.path.rstrip("/")
        self._kept: list[HTTPConnection] = []  # open, and used by nobody now
        self._missing = 0
        self._lock = threading.Lock()
        self._pool: ThreadPoolExecutor | None = None

    def read(self, name: str) -> bytes:
        for attempt in range(_TRIES):
            code, body, pause = self._get(name)
            if code == 200:
                return body
            if code in (404, 410):
                self._count_missing(name)
                raise FileNotFoundError(name)
            if code not in (429, 503):
                raise Trouble(f"{self.base}{name} answers with HTTP {code}")
            if attempt + 1 < _TRIES:
                time.sleep(pause)
        raise Trouble(f"{self.base}{name} is busy (HTTP {code}); try again later")

    def read_all(self, names: Iterable[str]) -> Iterator[bytes | None]:
        listed = list(names)
        if len(listed) == 1:
            return iter([self._read_or_none(listed[0])])
        if self._pool is None:
            self._pool = ThreadPoolExecutor(_AT_ONCE)
        return self._pool.map(self._read_or_none, listed)

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
        while self._kept:
            self._kept.pop().close()

    def _read_or_none(self, name: str) -> bytes | None:
        try:
            return self.read(name)
        except FileNotFoundError:
            return None

    def _count_missing(self, name: str) -> None:
        with self._lock:
            self._missing += 1
            if self._missing > _MAX_MISSING:
                raise Trouble(
                    f"{self.base}{name}: more than {_MAX_MISSING} files of the log are not there"
                )

    def _get(self, name: str) -> tuple[int, bytes, float]:
        """Status, body, and the seconds after which to ask again. A kept connection may be gone."""
        while True:
            connection, is_kept = self._connection()
            try:
                found = self._ask(connection, name)
            except (OSError, HTTPException) as error:
                connection.close()
                if is_kept:
                    continue
                said = getattr(error, "strerror", None) or str(error) or type(error).__name__
                raise Trouble(f"{self.base}{name} cannot be read: {said}") from None
            except BaseException:
                connection.close()
                raise
            with self._lock:
                self._kept.append(connection)
            return found

    def _connection(self) -> tuple[HTTPConnection, bool]:
        """A connection that is this thread's alone until it is put back; true: it was used."""
        with self._lock:
            if self._kept:
                return self._kept.pop(), True
        assert self._host is not None
        return self._kind(self._host, self._port, timeout=_SECONDS), False

    def _ask(self, connection: HTTPConnection, name: str) -> tuple[int, bytes, float]:
        connection.request("GET", self._path + name, headers=_HEADERS)
        with connection.getresponse() as answer:
            body = self._body(name, answer)
        pause = answer.getheader("Retry-After", "1")
        return answer.status, body, min(float(pause) if pause.isdigit() else 1.0, _MAX_PAUSE)

    def _body(self, name: str, answer: HTTPResponse) -> bytes:
        until = time.monotonic() + _FILE_SECONDS
        length = answer.length  # null: as long as it is, in chunks
        pieces, size = [], 0
        # `read1` gives what has come, so that the time can be looked at; `read` waits for all.
        while piece := answer.read1(_PIECE if length is None else min(_PIECE, length - size)):
            pieces.append(piece)
            size += len(piece)
            if size > MAX_FILE_BYTES:
                raise Trouble(f"{self.base}{name} is longer than any file of a log")
            if time.monotonic() > until:
                raise Trouble(f"{self.base}{name} comes too slowly")
            if size == length:
                break
        if length is not None and size < length:
            raise HTTPException("the answer was cut off")
        return b"".join(pieces)
