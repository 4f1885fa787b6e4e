"""One process of `bench.record`, in the newsroom of its environment: WHAT NUMBER…

A writer says that it is ready, waits for a line, and prints [begun, ended, each of its waits, ms].
"""

from __future__ import annotations

import json
import os
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "stoppress.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from stoppress.projection.publish import Projection  # noqa: E402
from stoppress.record.append import append  # noqa: E402
from stoppress.record.checking.fsck import check_record  # noqa: E402
from stoppress.record.models import Coverage, Revision  # noqa: E402
from stoppress.record.vocabulary import Kind  # noqa: E402
from tests.archives import sign as sign_everything  # noqa: E402
from tests.newsroom import open_harbour_fire, some_post  # noqa: E402

_WORDS = "The crane fell at noon, and the quay was empty. " * 20  # about 1,000 bytes
_ROW = os.urandom(1_900)  # what is written for one: content, leaf, hashes, and the row of the post
_INSERT_POSTGRESQL = "INSERT INTO floor (words) VALUES (%s)"
_SAMPLE = 11  # posts of which the median is taken
_AT_ONCE = 500  # written in one transaction, so that filling is not what takes the time


def open_coverage() -> None:
    """The coverage, and beside it the table of the floor."""
    open_harbour_fire()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW fsync")
            if cursor.fetchone() != ("on",):
                raise SystemExit("this server does not write durably: there is nothing to measure")
            cursor.execute("CREATE TABLE floor (id bigserial PRIMARY KEY, words bytea)")
            cursor.execute("CREATE TABLE line (id integer PRIMARY KEY)")
            cursor.execute("INSERT INTO line VALUES (1)")
        return
    with sqlite3.connect(settings.STOPPRESS.data / "floor.sqlite") as floor:
        floor.execute("PRAGMA journal_mode=WAL")
        floor.execute("CREATE TABLE floor (id INTEGER PRIMARY KEY, words BLOB)")


def write(each: int) -> None:
    fire = Coverage.objects.get().id

    def one() -> None:
        append(fire, Kind.POSTED, some_post("Crane falls", _WORDS))

    with transaction.atomic():
        one()  # what a process does only once is not measured, here and in the floors
        transaction.set_rollback(True)
    _time(each, one)


def write_floor(each: int) -> None:
    if connection.vendor == "postgresql":
        cursor = connection.cursor()
        cursor.execute(_INSERT_POSTGRESQL, [_ROW])
        _time(each, lambda: cursor.execute(_INSERT_POSTGRESQL, [_ROW]))
        return
    path = settings.STOPPRESS.data / "floor.sqlite"
    floor = sqlite3.connect(path, isolation_level=None, timeout=60)
    floor.executescript(settings.DATABASES["default"]["OPTIONS"]["init_command"])

    def insert() -> None:
        floor.execute("BEGIN IMMEDIATE")
        floor.execute("INSERT INTO floor (words) VALUES (?)", (_ROW,))
        floor.execute("COMMIT")

    insert()
    _time(each, insert)


def write_in_line(each: int) -> None:
    """On PostgreSQL, as whoever gives numbers without gaps: one after another."""
    cursor = connection.cursor()

    def insert() -> None:
        with transaction.atomic():
            cursor.execute("SELECT id FROM line WHERE id = 1 FOR NO KEY UPDATE")
            cursor.execute(_INSERT_POSTGRESQL, [_ROW])

    insert()
    _time(each, insert)


def check(posts: int) -> None:
    """Every post is there, at a position of its own, and nothing is wrong."""
    positions = list(Revision.objects.order_by("position").values_list("position", flat=True))
    assert positions == list(range(1, posts + 2))
    assert [str(finding) for finding in check_record(settings.STOPPRESS)] == []


def grow(*sizes: int) -> None:
    """[posts, ms of an append, ms of making it public] for each size."""
    fire, figures, posts = Coverage.objects.get().id, [], 0
    projection = Projection(settings.STOPPRESS)
    projection.start()

    def one() -> None:
        append(fire, Kind.POSTED, some_post("Crane falls", _WORDS))

    for size in sizes:
        while posts < size:
            some = min(_AT_ONCE, size - posts)
            with transaction.atomic():
                for _ in range(some):
                    one()
            posts += some
            projection.catch_up()
        appending, publishing = [], []
        for _ in range(_SAMPLE):
            appending.append(_timed(one))
            publishing.append(_timed(projection.catch_up))
        posts += _SAMPLE
        figures.append((size, statistics.median(appending), statistics.median(publishing)))
    projection.close()
    print(json.dumps(figures))


def sign() -> None:
    sign_everything(settings.STOPPRESS)


def check_in_browser(times: int) -> None:
    """Seconds, each time, until the page that checks a record has its verdict."""
    from tests.browser import running_browser
    from tests.reader.signed import checked, edge_of, window

    took = []
    with edge_of(settings.STOPPRESS) as url, running_browser() as chromium:
        for _ in range(times):
            with window(chromium) as page:
                began = time.perf_counter()
                verdict = checked(page, url)
                took.append(time.perf_counter() - began)
                assert verdict.startswith("Whole"), verdict
    print(json.dumps(took))


def _time(each: int, act: Callable[[], object]) -> None:
    connection.ensure_connection()
    print("ready", flush=True)
    sys.stdin.readline()
    began = time.monotonic()  # the same clock in every process
    waits = [_timed(act) for _ in range(each)]
    print(json.dumps([began, time.monotonic(), waits]))


def _timed(act: Callable[[], object]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


_WORK: dict[str, Callable[..., None]] = {
    "open": open_coverage,
    "append": write,
    "floor": write_floor,
    "in-line": write_in_line,
    "check": check,
    "grow": grow,
    "sign": sign,
    "browser": check_in_browser,
}

if __name__ == "__main__":
    _WORK[sys.argv[1]](*map(int, sys.argv[2:]))
