"""What the record owes to a newsroom at work: a checkpoint soon, and words gone in seconds."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError

from bench.figures import quantile
from tests.commands.shell import Served, Shell, page
from tests.editor import Editor
from tests.waiting import PATIENCE

SLUG = "harbour-fire"
_RARE = "Quetzala9f3"  # a word that stands nowhere else
_HEX = re.compile(rb"\\x((?:[0-9a-f]{2})+)")  # how a dump writes bytes
_PAUSE = 0.005  # seconds between two looks


def served(engine: str, shell: Shell, publishes: int) -> Iterator[str]:
    """The lines to print, of a newsroom of its own in which one editor may remove."""
    with shell.serving() as newsroom:
        editor = Editor(newsroom.desk)
        editor.sign_in(shell.ok("user", "add", "ana").split()[-1])
        editor.open_coverage(SLUG)
        lags = [_lag(editor, newsroom, number) for number in range(publishes)]
        yield (
            f"From the desk's yes to the checkpoint at the edge, {engine}, {publishes} posts, s:"
            f" p50 {quantile(lags, 0.5):.2f}, p99 {quantile(lags, 0.99):.2f},"
            f" longest {max(lags):.2f}   (wanted: at most 2)"
        )
        yield _removal(engine, shell, editor, newsroom)


def _lag(editor: Editor, newsroom: Served, number: int) -> float:
    """Seconds until the checkpoint that covers a new post can be read."""
    answer = editor.publish(SLUG, f"Post {number}")
    position = int(answer["cursor"].rpartition(".")[2])
    return _until(lambda: _signed(newsroom) >= position)


def _signed(newsroom: Served) -> int:
    """The size that the public checkpoint tells."""
    try:
        return int(page(f"{newsroom.reader}/{SLUG}/log/checkpoint").splitlines()[1])
    except HTTPError:
        return 0


def _removal(engine: str, shell: Shell, editor: Editor, newsroom: Served) -> str:
    """A rare word is published, is at the edge, and is removed."""
    post = editor.publish(SLUG, f"{_RARE} seen", f"It was {_RARE}. " * 50)["post"]
    _until(lambda: _RARE in page(f"{newsroom.reader}/{SLUG}/"))
    assert _stands_somewhere(shell)
    began = time.perf_counter()
    editor.remove(SLUG, post)
    said = time.perf_counter() - began
    _until(lambda: _RARE not in page(f"{newsroom.reader}/{SLUG}/"))
    away = time.perf_counter() - began
    where = "a dump, nor in any file" if shell.config.database else "any file of the data folder"
    _until(lambda: not _stands_somewhere(shell))
    gone = time.perf_counter() - began
    return (
        f"Removing words at the desk, {engine}, s: answered after {said:.2f}, off the page after"
        f" {away:.2f}, not in {where} after {gone:.2f}   (wanted: at most 5)"
    )


def _stands_somewhere(shell: Shell) -> bool:
    return any(_RARE.encode() in data for data in _everything(shell))


def _everything(shell: Shell) -> Iterator[bytes]:
    """Every file of the data folder; of a server's database, a dump, as text and not as hex."""
    for path in shell.config.data.rglob("*"):
        if path.is_file():
            yield path.read_bytes()
    if shell.config.database:
        dump = [_pg_dump(), "--data-only", "--inserts", shell.config.database]
        told = subprocess.run(dump, capture_output=True, check=True).stdout
        yield told
        yield from (bytes.fromhex(one.decode()) for one in _HEX.findall(told))


def _pg_dump() -> str:
    """Of the server's version, where Debian keeps several."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_dump"))
    return str(found[-1]) if found else shutil.which("pg_dump") or "pg_dump"


def _until(is_so: Callable[[], bool]) -> float:
    """Seconds until it is; bounded."""
    began = time.perf_counter()
    while not is_so():
        if time.perf_counter() - began > PATIENCE:
            raise RuntimeError("it never came to be")
        time.sleep(_PAUSE)
    return time.perf_counter() - began
