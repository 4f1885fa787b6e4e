"""Bringing the database up to date, each change whole or not at all.

Django notes that a migration is done in a transaction after the one that did it, so a process
killed in between leaves a change that can neither be made again nor is known to be made.
"""

from __future__ import annotations

from typing import Any

from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.db.migrations.state import ProjectState


def bring_up_to_date() -> None:
    """Make every change that is still to be made; what was done before an interruption stays."""
    executor = _Whole(connection)
    executor.loader.check_consistent_history(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)


class _Whole(MigrationExecutor):
    """One transaction for a migration and the note that it is done."""

    def apply_migration(
        self, state: ProjectState, migration: Migration, *arguments: Any, **named: Any
    ) -> ProjectState:
        # SQLite can make tables anew only without these checks, and heeds this only out here.
        unchecked = connection.disable_constraint_checking()
        try:
            with transaction.atomic():
                return super().apply_migration(state, migration, *arguments, **named)
        finally:
            if unchecked:
                connection.enable_constraint_checking()
