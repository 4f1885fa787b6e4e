"""What an act costs does not grow with the number of posts: it finds every row by an index."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from stoppress.config import Config
from stoppress.record.append import append
from stoppress.record.moving import merge, move_post
from stoppress.record.sharing.change import change_shared
from stoppress.record.vocabulary import Kind
from tests.newsroom import harbour_fire, open_harbour_fire, publish, some_post
from tests.record.things import claim, context, post, showing

_EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}
_WHOLE_TABLE = {"sqlite": "SCAN ", "postgresql": "Seq Scan on "}


class Plans:
    """Asks the database of each statement how it will go about it."""

    def __init__(self) -> None:
        self.statements = 0
        self.scans: list[str] = []
        self._asking = False

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not self._asking and sql.startswith(("SELECT", "UPDATE", "DELETE")):
            self._asking = True
            self._ask(sql, params)
            self._asking = False
        self.statements += 1
        return execute(sql, params, many, context)

    def _ask(self, sql: str, params: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"{_EXPLAIN[connection.vendor]} {sql}", params)
            plan = "\n".join(str(row) for row in cursor.fetchall())
        if _WHOLE_TABLE[connection.vendor] in plan:
            self.scans.append(f"{sql}\n{plan}")


@contextmanager
def watched() -> Iterator[Plans]:
    plans = Plans()
    if connection.vendor == "postgresql":
        # In a small table it would rather read all; this leaves that only where it must.
        with connection.cursor() as cursor:
            cursor.execute("SET enable_seqscan = off")
    with connection.execute_wrapper(plans):
        yield plans


def acts_on(fire: str, flood: str) -> list[Callable[[], object]]:
    """One act of each sort, on posts at both ends of the page."""
    posts = [post(fire, claim(source_id="port"), context()).id for _ in range(3)]
    corrected = showing(claim(status="false", source_id="port"), correction={"note": "No."})
    return [
        lambda: append(fire, Kind.POSTED, some_post()),
        lambda: append(fire, Kind.POSTED, showing(claim(claim="new"), context())),
        lambda: append(fire, Kind.CORRECTED, corrected, post_id=posts[0]),
        lambda: append(fire, Kind.HEADER_CHANGED, harbour_fire()),
        lambda: append(fire, Kind.PINNED, {}, post_id=posts[0]),
        lambda: append(fire, Kind.REORDERED, {"above": posts[0]}, post_id=posts[2]),
        lambda: append(fire, Kind.REORDERED, {"above": None}, post_id=posts[1]),
        lambda: change_shared("port", {"name": "Port of Lisbon"}),
        lambda: move_post(posts[0], flood),
        lambda: append(fire, Kind.WITHDRAWN, {"reason": "No crane."}, post_id=posts[2]),
        lambda: append(fire, Kind.ENDED, {}),
        lambda: merge(fire, flood),
    ]


def test_it_reads_no_table_whole(newsroom: Config) -> None:
    fire, flood = open_harbour_fire(), open_harbour_fire("flood")
    acts = acts_on(fire, flood)
    with watched() as plans:
        for act in acts:
            act()
    assert plans.scans == []


@pytest.mark.parametrize("content", [some_post(), showing(claim(), context())])
def test_it_asks_no_more_of_a_long_page_than_of_a_short_one(
    newsroom: Config, content: dict[str, Any]
) -> None:
    fire = open_harbour_fire()
    append(fire, Kind.POSTED, content)
    with watched() as short:
        append(fire, Kind.POSTED, content)
    for _ in range(40):
        publish(fire)
        append(fire, Kind.POSTED, content)
    with watched() as long:
        append(fire, Kind.POSTED, content)
    assert long.statements == short.statements
