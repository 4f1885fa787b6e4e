"""The statements of every append, as plain SQL: locking coverages, saving what it wrote.

The ORM builds each of them anew, which takes ten times as long as running them, while all others
wait for the row lock. Tables, columns and values are still the models'; no signal is sent.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Field, Model

from stoppress.record.models import Coverage, Post, Revision

# What an append reads of a coverage and, but for its address, keeps; in the order of the model.
KEPT = ("title", "state", "head", "post_count", "header_position", "header_leaf")
_READ = ("id", "slug", *KEPT)
_LOCK = {"postgresql": " FOR NO KEY UPDATE", "sqlite": ""}

_Fields = Sequence["Field[Any, Any]"]
_Step = tuple[str, list[Any]]  # a statement and its values


def locked_coverages(ids: Collection[str]) -> list[Coverage]:
    """Those that there are, in the order of their ids, locked until the transaction ends.

    Only what an append needs is read; the rest is fetched where it is asked for.
    """
    if not ids:
        return []
    marks = ", ".join(["%s"] * len(ids))
    sql = (
        f"SELECT {', '.join(_READ)} FROM record_coverage WHERE id IN ({marks}) ORDER BY id"
        + _LOCK[connection.vendor]
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, list(ids))
        return [Coverage.from_db(connection.alias, _READ, row) for row in cursor.fetchall()]


def save_together(revision: Revision, coverage: Coverage, post: Post | None) -> None:
    """Insert a revision, and with it save its locked coverage and its post, which may be new.

    On PostgreSQL that is one round trip; others wait for the lock meanwhile.
    """
    steps = [_insertion(revision), _change(coverage, KEPT)]
    if post is not None:
        steps.append(_insertion(post) if post._state.adding else _change(post))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            steps = [("; ".join(sql for sql, _ in steps), [one for _, all in steps for one in all])]
        (sql, values), *others = steps
        cursor.execute(sql, values)
        (revision.pk,) = cursor.fetchone()
        for sql, values in others:
            cursor.execute(sql, values)
    for row in (revision, post):
        if row is not None:
            row._state.adding, row._state.db = False, connection.alias


def _insertion(row: Model) -> _Step:
    sql, fields = _insert(type(row))
    return sql, _values(row, fields)


def _change(row: Model, names: tuple[str, ...] = ()) -> _Step:
    """These columns, or all of them."""
    sql, fields = _update(type(row), names)
    return sql, [*_values(row, fields), row.pk]


@cache
def _insert(model: type[Model]) -> tuple[str, _Fields]:
    meta = model._meta
    fields = [field for field in meta.concrete_fields if field is not meta.auto_field]
    columns = ", ".join(_name(field) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {meta.db_table} ({columns}) VALUES ({marks})"
    if meta.auto_field is not None:
        sql += f" RETURNING {_name(meta.auto_field)}"
    return sql, fields


@cache
def _update(model: type[Model], names: tuple[str, ...]) -> tuple[str, _Fields]:
    meta = model._meta
    fields = [
        field
        for field in meta.concrete_fields
        if not field.primary_key and (not names or field.name in names)
    ]
    assignments = ", ".join(f"{_name(field)} = %s" for field in fields)
    return f"UPDATE {meta.db_table} SET {assignments} WHERE {_name(meta.pk)} = %s", fields


def _name(field: Field[Any, Any]) -> str:
    return connection.ops.quote_name(str(field.column))


def _values(row: Model, fields: _Fields) -> list[Any]:
    """As the database wants them."""
    database = connections[DEFAULT_DB_ALIAS]  # `connection` would look for it at every field
    return [field.get_db_prep_save(getattr(row, field.attname), database) for field in fields]
