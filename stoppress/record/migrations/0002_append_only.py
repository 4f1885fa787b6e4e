"""The database itself keeps the record: no gap, no second thought, no disappearance.

SQLite: `INSERT OR REPLACE` fires no DELETE trigger, so the insert trigger refuses a taken id too.
PostgreSQL: the insert also wakes the projection, without content.
"""

from django.db import migrations

SQLITE = [
    """
    CREATE TRIGGER record_revision_next BEFORE INSERT ON record_revision
    WHEN NEW.position <> 1 + (SELECT COALESCE(MAX(position), 0) FROM record_revision
                              WHERE coverage_id = NEW.coverage_id)
      OR EXISTS (SELECT 1 FROM record_revision WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'the record is append-only: not the next position'); END
    """,
    """
    CREATE TRIGGER record_revision_no_change BEFORE UPDATE ON record_revision
    BEGIN SELECT RAISE(ABORT, 'the record is append-only: no row is changed'); END
    """,
    """
    CREATE TRIGGER record_revision_no_removal BEFORE DELETE ON record_revision
    BEGIN SELECT RAISE(ABORT, 'the record is append-only: no row is removed'); END
    """,
]
POSTGRESQL = [
    """
    CREATE FUNCTION record_revision_next() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.position <> 1 + (SELECT COALESCE(MAX(position), 0) FROM record_revision
                                WHERE coverage_id = NEW.coverage_id) THEN
            RAISE EXCEPTION 'the record is append-only: not the next position';
        END IF;
        PERFORM pg_notify('stoppress_record', '');
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER record_revision_next BEFORE INSERT ON record_revision
    FOR EACH ROW EXECUTE FUNCTION record_revision_next()
    """,
    """
    CREATE FUNCTION record_revision_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the record is append-only: no row is changed or removed'; END $$
    """,
    """
    CREATE TRIGGER record_revision_stays BEFORE UPDATE OR DELETE ON record_revision
    FOR EACH ROW EXECUTE FUNCTION record_revision_stays()
    """,
    """
    CREATE TRIGGER record_revision_not_emptied BEFORE TRUNCATE ON record_revision
    FOR EACH STATEMENT EXECUTE FUNCTION record_revision_stays()
    """,
]


def keep(apps, schema_editor):
    statements = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]
    for statement in statements:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("record", "0001_record")]
    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
