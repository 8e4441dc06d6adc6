"""What an engine itself says about its schema, and one row in every table."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from sqlalchemy import Connection, MetaData, Table, func, select, types

_SQLITE = (
    "SELECT name, type, \"notnull\", pk FROM pragma_table_xinfo('{table}') ORDER BY name",
    'SELECT "table", "from", "to", on_delete FROM pragma_foreign_key_list(\'{table}\') ORDER BY "from"',
    "SELECT strict FROM pragma_table_list('{table}')",
    "SELECT type, name, sql FROM sqlite_master WHERE type <> 'table' AND tbl_name = '{table}' ORDER BY name",
)
_POSTGRESQL = (
    """SELECT column_name, data_type, is_nullable, column_default FROM information_schema.columns
    WHERE table_name = '{table}' ORDER BY column_name""",
    """SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = '"{table}"'::regclass ORDER BY conname""",
    "SELECT indexdef FROM pg_indexes WHERE tablename = '{table}' ORDER BY indexname",
    """SELECT pg_get_triggerdef(trigger.oid), prosrc FROM pg_trigger AS trigger JOIN pg_proc ON tgfoid = pg_proc.oid
    WHERE tgrelid = '"{table}"'::regclass AND NOT tgisinternal ORDER BY tgname""",
)


def tables(connection: Connection) -> list[Table]:
    """Every table there is, but Alembic's own; those pointed to come before those that point."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def facts(connection: Connection) -> Mapping[str, list[list[tuple[object, ...]]]]:
    """Columns, keys, indexes and triggers of every table, as the engine tells them."""
    questions = _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL
    return {
        table.name: [
            [tuple(_plain(value) for value in row) for row in connection.exec_driver_sql(each.format(table=table.name))]
            for each in questions
        ]
        for table in tables(connection)
    }


def fill(connection: Connection) -> None:
    """Put one row into every table that is empty."""
    for table in tables(connection):
        if not connection.execute(select(func.count()).select_from(table)).scalar():
            connection.execute(table.insert().values({column.name: _value(column.type) for column in table.columns}))


def rows(connection: Connection) -> dict[str, list[dict[str, object]]]:
    """Everything in every table."""
    return {
        table.name: [dict(row._mapping) for row in connection.execute(table.select())] for table in tables(connection)
    }


def _value(kind: types.TypeEngine[object]) -> object:
    if isinstance(kind, types.Integer):
        return 1
    if isinstance(kind, types.DateTime):
        return datetime(2026, 11, 25, 2, tzinfo=UTC)
    if isinstance(kind, types.Date):
        return date(2026, 11, 25)
    if isinstance(kind, types.Boolean):
        return True
    return b"bytes" if isinstance(kind, types.LargeBinary) else "words"


def _plain(value: object) -> object:
    return " ".join(value.split()) if isinstance(value, str) else value
