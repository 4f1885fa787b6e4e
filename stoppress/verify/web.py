"""The files of a live site, by HTTP: several at once over connections that are kept, all bounded.

Only what is asked for is fetched: no redirect is followed, nothing is run. A site that is busy
(503) is asked again a few times.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
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
        raise Trouble(
            f"{self.base}{name} is busy, or cannot be made (HTTP {code} each time);"
            " try again later, and then look at what the site logs"
        )

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
        if connection.sock is None:
            connection.connect()
        with _cut_off_in_time(connection.sock):
            connection.request("GET", self._path + name, headers=_HEADERS)
            with connection.getresponse() as answer:
                body = answer.read(MAX_FILE_BYTES + 1)
                pause, lacking = answer.getheader("Retry-After", "1"), answer.length
        if len(body) > MAX_FILE_BYTES:
            raise Trouble(f"{self.base}{name} is longer than any file of a log")
        if lacking:
            raise HTTPException("the answer was cut off")
        return answer.status, body, min(float(pause) if pause.isdigit() else 1.0, _MAX_PAUSE)


@contextmanager
def _cut_off_in_time(held: socket.socket) -> Iterator[None]:
    """A socket's own timeout begins anew with every byte: a slow site could hold us for ever."""

    def cut() -> None:
        with suppress(OSError):
            held.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(_FILE_SECONDS, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
