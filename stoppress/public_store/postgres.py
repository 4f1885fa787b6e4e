"""The public store in a PostgreSQL schema; edges come as a role that may only read it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from stoppress.public_store.tables import EDGE_ROLE, SCHEMA, removals, statements
from stoppress.public_store.types import StoreUnavailable

_CHANNEL = "stoppress_public"
_READ_SECONDS = 10  # the longest read: while one is held, the server can vacuum nothing


class PostgresEngine:
    """One connection; `engine.Engine`. NOTIFY only wakes: what changed is read from the tables.

    `is_patient`: a snapshot may last as long as it takes.
    """

    def __init__(self, url: str, *, writes: bool, is_patient: bool = False) -> None:
        try:
            self._db = psycopg.connect(url, autocommit=True, connect_timeout=10)
            self._db.execute(f"SET search_path TO {SCHEMA}")
            if not writes:
                self._db.execute("SET default_transaction_read_only = on")
                if not is_patient:
                    self._db.execute(f"SET statement_timeout = '{_READ_SECONDS}s'")
                    self._db.execute(
                        f"SET idle_in_transaction_session_timeout = '{_READ_SECONDS}s'"
                    )
                self._db.execute(f"LISTEN {_CHANNEL}")
        except psycopg.Error as error:
            raise StoreUnavailable(f"cannot reach PostgreSQL: {_one_line(error)}") from error

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        try:
            return self._db.execute(_query(statement), tuple(values)).fetchall()
        except psycopg.errors.UndefinedTable:
            raise StoreUnavailable("there is no public store yet; is the desk running?") from None
        except psycopg.Error as error:
            raise StoreUnavailable(
                f"the public store cannot be read: {_one_line(error)}"
            ) from error

    def run(self, statement: str, values: Sequence[object] = ()) -> None:
        try:
            self._db.execute(_query(statement), tuple(values))
        except psycopg.Error as error:
            text = f"the public store cannot be written: {_one_line(error)}"
            raise StoreUnavailable(text) from error

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        self.run("BEGIN ISOLATION LEVEL REPEATABLE READ")
        try:
            yield
        finally:
            self.run("COMMIT")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.run("BEGIN")
        try:
            yield
            self.run(f"NOTIFY {_CHANNEL}")
            self.run("COMMIT")
        except BaseException:
            if not self._db.closed:
                self._db.execute("ROLLBACK")
            raise

    def wait(self, seconds: float) -> bool:
        try:
            return any(True for _ in self._db.notifies(timeout=seconds, stop_after=1))
        except psycopg.Error as error:
            raise StoreUnavailable(f"PostgreSQL went away: {_one_line(error)}") from error

    def require_same(self) -> None:
        pass  # a server that went away says so

    def has_tables(self) -> bool:
        return self.rows("SELECT to_regclass(?) IS NOT NULL", (f"{SCHEMA}.site",)) == [(True,)]

    def make_tables(self) -> None:
        self.run(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        for statement in removals() + statements("BYTEA"):
            self.run(statement)
        if self.rows("SELECT 1 FROM pg_roles WHERE rolname = ?", (EDGE_ROLE,)):
            self.run(f"GRANT USAGE ON SCHEMA {SCHEMA} TO {EDGE_ROLE}")
            self.run(f"GRANT SELECT ON ALL TABLES IN SCHEMA {SCHEMA} TO {EDGE_ROLE}")

    def leave_scraps(self) -> None:
        pass

    def scrub(self) -> bool:
        return True  # rows that are gone stay in the server's files until it vacuums them

    def close(self) -> None:
        self._db.close()


def _query(statement: str) -> sql.SQL:
    """Our statements are our own text with `?` marks; psycopg's mark is `%s`."""
    return sql.SQL(statement.replace("?", "%s"))


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
