"""The database itself keeps the record, and lets words go only where the record says so.

A revision's `content` and `salt` may become null where `record_gone` names it as removed, and may
come back where it is named as lost; nothing else of a row ever changes. The site log is append-only
without exception. (SQLite drops a table's triggers when migration 0003 makes the table anew.)
"""

from django.db import migrations

_KEPT = ("id", "coverage_id", "position", "kind", "post_id", "post_revision", "at", "actor_id",
         "submission", "commitment", "leaf", "leaf_hash")  # fmt: skip
_SAME_ON_SQLITE = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in _KEPT)
_SAME_ON_POSTGRESQL = " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in _KEPT)
_MAY_GO = """
    NEW.content IS NULL AND NEW.salt IS NULL AND EXISTS (
        SELECT 1 FROM record_gone WHERE coverage_id = OLD.coverage_id
        AND position = OLD.position AND sort = 'removed')
"""
_MAY_COME_BACK = """
    OLD.content IS NULL AND NEW.content IS NOT NULL AND NEW.salt IS NOT NULL AND EXISTS (
        SELECT 1 FROM record_gone WHERE coverage_id = OLD.coverage_id
        AND position = OLD.position AND sort = 'lost')
"""

SQLITE = [
    "DROP TRIGGER IF EXISTS record_revision_next",
    "DROP TRIGGER IF EXISTS record_revision_no_change",
    "DROP TRIGGER IF EXISTS record_revision_no_removal",
    """
    CREATE TRIGGER record_revision_next BEFORE INSERT ON record_revision
    WHEN NEW.position <> 1 + (SELECT COALESCE(MAX(position), 0) FROM record_revision
                              WHERE coverage_id = NEW.coverage_id)
      OR EXISTS (SELECT 1 FROM record_revision WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'the record is append-only: not the next position'); END
    """,
    f"""
    CREATE TRIGGER record_revision_no_change BEFORE UPDATE ON record_revision
    WHEN NOT ({_SAME_ON_SQLITE} AND (({_MAY_GO}) OR ({_MAY_COME_BACK})))
    BEGIN SELECT RAISE(ABORT, 'the record is append-only: no row is changed'); END
    """,
    """
    CREATE TRIGGER record_revision_no_removal BEFORE DELETE ON record_revision
    BEGIN SELECT RAISE(ABORT, 'the record is append-only: no row is removed'); END
    """,
    """
    CREATE TRIGGER record_siteleaf_next BEFORE INSERT ON record_siteleaf
    WHEN NEW.position <> 1 + (SELECT COALESCE(MAX(position), 0) FROM record_siteleaf)
    BEGIN SELECT RAISE(ABORT, 'the site log is append-only: not the next position'); END
    """,
    """
    CREATE TRIGGER record_siteleaf_no_change BEFORE UPDATE ON record_siteleaf
    BEGIN SELECT RAISE(ABORT, 'the site log is append-only: no row is changed'); END
    """,
    """
    CREATE TRIGGER record_siteleaf_no_removal BEFORE DELETE ON record_siteleaf
    BEGIN SELECT RAISE(ABORT, 'the site log is append-only: no row is removed'); END
    """,
]
POSTGRESQL = [
    "DROP TRIGGER record_revision_stays ON record_revision",
    f"""
    CREATE FUNCTION record_revision_changes() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {_SAME_ON_POSTGRESQL} AND (({_MAY_GO}) OR ({_MAY_COME_BACK})) THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'the record is append-only: no row is changed or removed';
    END $$
    """,
    """
    CREATE TRIGGER record_revision_changes BEFORE UPDATE ON record_revision
    FOR EACH ROW EXECUTE FUNCTION record_revision_changes()
    """,
    """
    CREATE TRIGGER record_revision_stays BEFORE DELETE ON record_revision
    FOR EACH ROW EXECUTE FUNCTION record_revision_stays()
    """,
    """
    CREATE FUNCTION record_siteleaf_next() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.position <> 1 + (SELECT COALESCE(MAX(position), 0) FROM record_siteleaf) THEN
            RAISE EXCEPTION 'the site log is append-only: not the next position';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER record_siteleaf_next BEFORE INSERT ON record_siteleaf
    FOR EACH ROW EXECUTE FUNCTION record_siteleaf_next()
    """,
    """
    CREATE TRIGGER record_siteleaf_stays BEFORE UPDATE OR DELETE ON record_siteleaf
    FOR EACH ROW EXECUTE FUNCTION record_revision_stays()
    """,
    """
    CREATE TRIGGER record_siteleaf_not_emptied BEFORE TRUNCATE ON record_siteleaf
    FOR EACH STATEMENT EXECUTE FUNCTION record_revision_stays()
    """,
]


def keep(apps, schema_editor):
    statements = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]
    for statement in statements:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("record", "0003_whole_vocabulary")]
    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
