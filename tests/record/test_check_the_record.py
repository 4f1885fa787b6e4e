"""`check_record`: silent on a good record, and exact about whatever was done to a bad one."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction

from stoppress.config import Config
from stoppress.lib.ids import new_id
from stoppress.record.append import append
from stoppress.record.checking.findings import Finding
from stoppress.record.checking.fsck import check_coverage, check_record, check_shared_things
from stoppress.record.models import (
    Coverage,
    Gone,
    Post,
    Revision,
    Shared,
    SharedUse,
    SharedVersion,
)
from stoppress.record.removal.removing import release, remove, withhold
from stoppress.record.sharing.change import change_shared
from stoppress.record.vocabulary import Kind
from tests.newsroom import harbour_fire, open_harbour_fire, publish, revisions, some_post

Change = tuple[models.Model, str, Any, Any]  # row, column, what it holds, what it is given

# Not in any leaf: who did it, by which press, when a thing was changed and why, is private to the
# desk; how far the projection has come is only a hint.
_UNPROVABLE = {
    ("record_revision", "actor_id"),
    ("record_revision", "submission"),
    ("record_coverage", "projected"),
    ("record_sharedversion", "change"),
    ("record_sharedversion", "at"),
    ("record_sharedversion", "actor_id"),
}
_TRIGGERS = {
    "record_revision": {
        "sqlite": ["record_revision_next", "record_revision_no_change"]
        + ["record_revision_no_removal"],
        "postgresql": ["record_revision_next", "record_revision_changes", "record_revision_stays"],
    }
}


@pytest.fixture
def fire(newsroom: Config) -> str:
    """A small record in which every kind of row of the state tables occurs."""
    fire = open_harbour_fire()
    crane = publish(fire, "Crane falls")
    quay = publish(fire, "Quay closed")
    append(fire, Kind.REVISED, some_post("Crane has fallen"), post_id=crane.id)
    append(fire, Kind.PINNED, {}, post_id=quay.id)
    append(fire, Kind.REORDERED, {"above": quay.id}, post_id=crane.id)
    append(fire, Kind.HEADER_CHANGED, harbour_fire() | {"title": "Harbour fire"})
    third = publish(fire, "A name")
    append(fire, Kind.MARKED_KEY, {"label": "Named"}, post_id=third.id)
    remove(fire, post_id=third.id, reason="privacy")
    withhold(fire, post_id=crane.id, positions=[2], reason="legal")
    append(fire, Kind.ENDED, {"note": "That was it."})
    publish(open_harbour_fire("flood"), "Another story")
    claim = {"type": "claim", "claim": "c1", "text": "It <em>fell</em>.", "status": "unverified"}
    claim |= {"source": "An official", "source_id": "s1"}
    append(fire, Kind.REOPENED, {"note": None})
    append(fire, Kind.POSTED, some_post("A claim") | {"blocks": [claim]})
    change_shared("s1", {"name": "The mayor", "about": "Of the town", "url": None})
    return fire


@contextmanager
def _tampering() -> Iterator[None]:
    """Let anything be done to the tables, and undo it in the end."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            for name in _TRIGGERS["record_revision"][connection.vendor]:
                on = " ON record_revision" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER {name}{on}")
        yield
        transaction.set_rollback(True)


def _tampered(config: Config, statement: str, *values: Any) -> list[Finding]:
    with _tampering(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount == 1
        found = list(check_record(config))
        return [finding for finding in found if not finding.column.startswith("trigger ")]


def _found_in_coverages(statement: str, *values: Any) -> bool:
    """The same without looking beside the record, where nothing was done; a third of the time."""
    with _tampering(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = any(check_coverage(coverage) for coverage in Coverage.objects.order_by("slug"))
        return found or bool(check_shared_things())


def test_it_tells_that_the_database_no_longer_refuses(newsroom: Config, fire: str) -> None:
    with _tampering():
        found = {finding.column for finding in check_record(newsroom)}
        dropped = _TRIGGERS["record_revision"][connection.vendor]
        assert found == {f"trigger {name}" for name in dropped}


def test_a_good_record_has_no_finding(newsroom: Config, fire: str) -> None:
    assert [str(finding) for finding in check_record(newsroom)] == []


def test_line_39_each_changed_column_of_each_row_is_found(
    newsroom: Config, fire: str, full: bool
) -> None:
    changes: list[Change] = [
        (row, column, value, other)
        for model in (Coverage, Post, Revision, Gone, Shared, SharedVersion, SharedUse)
        for row in model.objects.order_by("pk")
        for column, value, other in _changes(row)
    ]
    assert len(changes) > 500
    seed = random.randrange(10**6)
    missed = []
    for row, column, value, other in changes if full else _some(changes, seed):
        statement = f"UPDATE {row._meta.db_table} SET {column} = %s WHERE id = %s"
        try:
            found = _found_in_coverages(statement, other, row.pk)
        except IntegrityError:  # what no constraint lets in need not be found
            continue
        if not found:
            missed.append(f"{row._meta.db_table} {row} {column}: {value!r} -> {other!r}")
    assert missed == [], f"of the sample by seed {seed}"


def _some(changes: list[Change], seed: int) -> list[Change]:
    """One change of each column, of a row chosen by `seed`, and sixty more."""
    luck = random.Random(seed)
    shuffled = luck.sample(changes, len(changes))
    columns = {(row._meta.db_table, column): one for one in shuffled for row, column in [one[:2]]}
    return [*columns.values(), *shuffled[:60]]


def test_a_changed_revision_is_named_exactly(newsroom: Config, fire: str) -> None:
    for column, other, said in [
        ("content", b'{"headline":"Another"}', "is not, with its salt, what the leaf commits to"),
        ("salt", bytes(32), "is not, with its salt, what the leaf commits to"),
        ("commitment", bytes(32), "but the leaf says"),
        ("leaf_hash", bytes(32), "is not the hash of the leaf"),
        ("leaf", b"{}", "has not the keys of a leaf"),
        ("kind", "corrected", "the leaf says 'revised'"),
        ("post_revision", 7, "is 7, but the leaf says 2"),
    ]:
        statement = f"UPDATE record_revision SET {column} = %s WHERE id = %s"
        found = _tampered(newsroom, statement, other, revisions(fire)[3].pk)
        here = [one for one in found if (one.coverage, one.position) == ("harbour-fire", 4)]
        assert any(said in one.text for one in here), (column, [str(one) for one in found])


def test_rows_that_are_missing_or_changed_places_are_found(newsroom: Config, fire: str) -> None:
    rows = revisions(fire)
    found = _tampered(newsroom, "DELETE FROM record_revision WHERE id = %s", rows[4].pk)
    assert any(one.position == 6 and "missing" in one.text for one in found)
    found = _tampered(newsroom, "DELETE FROM record_revision WHERE id = %s", rows[-1].pk)
    assert any(one.column == "coverage.head" for one in found)
    with _tampering(), connection.cursor() as cursor:
        for row, position in ((rows[1], 99), (rows[2], 2), (rows[1], 3)):
            statement = "UPDATE record_revision SET position = %s WHERE id = %s"
            cursor.execute(statement, [position, row.pk])
        found = list(check_record(newsroom))
    assert {2, 3} <= {one.position for one in found if one.column == "revision.leaf"}


def test_words_that_are_there_though_removed_are_found(newsroom: Config, fire: str) -> None:
    statement = "UPDATE record_revision SET content = %s, salt = %s WHERE id = %s"
    found = _tampered(newsroom, statement, b"{}", bytes(32), revisions(fire)[7].pk)
    said = [str(one) for one in found if one.position == 8]
    assert "/harbour-fire/ position 8, revision.content: was removed, but is there" in said
    assert any("is there again" in one for one in said)  # the ledger says so as well


def test_words_that_are_not_there_though_nothing_says_so_are_found(
    newsroom: Config, fire: str
) -> None:
    statement = "UPDATE record_revision SET content = NULL, salt = NULL WHERE id = %s"
    found = _tampered(newsroom, statement, revisions(fire)[3].pk)
    assert any(one.position == 4 and "nothing says" in one.text for one in found)


def test_a_removal_that_the_ledger_lacks_is_found(
    newsroom: Config, fire: str, bad_record: None
) -> None:
    newsroom.checkpoints_file.unlink()
    found = list(check_record(newsroom))
    assert {(one.position, one.column) for one in found} == {
        (8, "checkpoints.sqlite"),
        (9, "checkpoints.sqlite"),
    }


def test_it_follows_every_change_of_standing(newsroom: Config) -> None:
    fire = open_harbour_fire()
    crane = publish(fire)
    acts: list[Callable[[], object]] = [
        lambda: append(fire, Kind.PINNED, {}, post_id=crane.id),
        lambda: withhold(fire, post_id=crane.id, reason="legal"),
        lambda: release(fire, post_id=crane.id),
        lambda: append(fire, Kind.WITHDRAWN, {"reason": "Wrong."}, post_id=crane.id),
        lambda: withhold(fire, post_id=crane.id, reason="legal"),
        lambda: release(fire, post_id=crane.id),
        lambda: remove(fire, post_id=crane.id, reason="legal"),
    ]
    for act in acts:
        act()
        assert [str(finding) for finding in check_record(newsroom)] == []


def _changes(row: models.Model) -> Iterator[tuple[str, Any, Any]]:
    """Every column of a row that says something, with its value and others it could be given."""
    for field in row._meta.concrete_fields:
        column = str(field.column)
        if (row._meta.db_table, column) in _UNPROVABLE or field.primary_key:
            continue
        value = getattr(row, field.attname)
        for other in _others(row, column, bytes(value) if _is_bytes(value) else value):
            yield column, value, other


def _is_bytes(value: object) -> bool:
    return isinstance(value, bytes | memoryview)


def _others(row: models.Model, column: str, value: Any) -> Iterator[Any]:
    alternatives: dict[str, list[Any]] = {
        "kind": ["corrected", "pinned", "nothing"],
        "standing": ["shown", "withdrawn", "withheld", "removed", "moved"],
        "state": ["live", "paused", "ended", "merged"],
        "sort": ["withheld", "removed", "lost"] if isinstance(row, Gone) else ["thread", "what"],
        "shared_id": list(Shared.objects.values_list("id", flat=True)),
        "fields": ['{"name": "Another"}', "{}"],
        "coverage_id": list(Coverage.objects.values_list("id", flat=True)),
        "post_id": [*Post.objects.values_list("id", flat=True), None],
        "place": _other_places(row) if isinstance(row, Post) else [],
    }
    if column in alternatives:
        yield from (other for other in alternatives[column] if other != value)
    elif value is None:
        yield from ([] if column == "post_id" else [1 if column == "post_revision" else b"x"])
    elif isinstance(value, bytes):
        yield from (_flipped(value, at) for at in (0, len(value) // 2, -1))
        yield value + b" "
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 100, value + 1000)
    elif isinstance(value, datetime):
        # A coverage's own instant is a moment before its first revision's.
        yield value + (timedelta(days=1) if column == "opened_at" else timedelta(microseconds=1))
    else:
        yield f"{value}{new_id()}"


def _other_places(post: Post) -> list[float]:
    """Those that put the post elsewhere on the page; any other number says the same."""
    places = list(Post.objects.filter(coverage=post.coverage).values_list("place", flat=True))
    lowest, highest = min(places), max(places)
    ends = [(lowest, lowest - 1), (highest, highest + 1)]
    return [there for end, there in ends if post.place != end]


def _flipped(value: bytes, at: int) -> bytes:
    changed = bytearray(value)
    changed[at] ^= 1
    return bytes(changed)
