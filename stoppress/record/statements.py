"""The statements of every append, as plain SQL: locking coverages, inserting and updating one row.

The ORM builds each of them anew, which takes ten times as long as running them, while all others
wait for the row lock. Tables, columns and values are still the models'; no signal is sent.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Field, Model

from stoppress.record.models import Coverage

# What an append reads of a coverage and, but for its address, keeps; in the order of the model.
KEPT = ("title", "state", "head", "post_count", "header_position", "header_leaf")
_READ = ("id", "slug", *KEPT)
_LOCK = {"postgresql": " FOR NO KEY UPDATE", "sqlite": ""}

_Fields = Sequence["Field[Any, Any]"]


def locked_coverages(ids: Collection[str]) -> list[Coverage]:
    """Those that there are, in the order of their ids, locked until the transaction ends.

    Only what an append needs is read; the rest is fetched where it is asked for.
    """
    marks = ", ".join(["%s"] * len(ids))
    sql = (
        f"SELECT {', '.join(_READ)} FROM record_coverage WHERE id IN ({marks}) ORDER BY id"
        + _LOCK[connection.vendor]
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, list(ids))
        return [Coverage.from_db(connection.alias, _READ, row) for row in cursor.fetchall()]


def insert(row: Model) -> None:
    """Insert a row; where the database gives its id, the row has it then."""
    sql, fields = _insert(type(row))
    with connection.cursor() as cursor:
        cursor.execute(sql, _values(row, fields))
        (row.pk,) = cursor.fetchone()
    row._state.adding = False
    row._state.db = connection.alias


def update(row: Model, names: tuple[str, ...] = ()) -> None:
    """Update these columns of a row, or all of them."""
    sql, fields = _update(type(row), names)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*_values(row, fields), row.pk])


@cache
def _insert(model: type[Model]) -> tuple[str, _Fields]:
    meta = model._meta
    fields = [field for field in meta.concrete_fields if field is not meta.auto_field]
    columns = ", ".join(_name(field) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {meta.db_table} ({columns}) VALUES ({marks}) RETURNING {_name(meta.pk)}"
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
