"""What an engine itself says about its schema, and one row in every table."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from sqlalchemy import Connection, MetaData, Table, func, inspect, select, types

_SQLITE = (
    """SELECT own.name, facts.name, facts.type, "notnull", pk
    FROM sqlite_master AS own, pragma_table_xinfo(own.name) AS facts WHERE own.type = 'table' ORDER BY 1, 2""",
    """SELECT own.name, "from", "table", "to", on_delete
    FROM sqlite_master AS own, pragma_foreign_key_list(own.name) WHERE own.type = 'table' ORDER BY 1, 2""",
    "SELECT name, strict FROM pragma_table_list WHERE schema = 'main'",
    "SELECT tbl_name, type, name, sql FROM sqlite_master WHERE type <> 'table' ORDER BY name",
)
_POSTGRESQL = (
    """SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
    WHERE table_schema = 'public' ORDER BY 1, 2""",
    """SELECT relname, conname, pg_get_constraintdef(pg_constraint.oid)
    FROM pg_constraint JOIN pg_class ON conrelid = pg_class.oid ORDER BY 1, 2""",
    "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexname",
    """SELECT relname, pg_get_triggerdef(trigger.oid), prosrc
    FROM pg_trigger AS trigger JOIN pg_proc ON tgfoid = pg_proc.oid JOIN pg_class ON tgrelid = pg_class.oid
    WHERE NOT tgisinternal ORDER BY 1, tgname""",
)
"""Questions about all tables at once; the first word of every answer is a table's name."""


def names(connection: Connection) -> list[str]:
    """The name of every table there is, but Alembic's own."""
    return sorted(set(inspect(connection).get_table_names()) - {"alembic_version"})


def tables(connection: Connection) -> list[Table]:
    """Every table there is, but Alembic's own; those pointed to come before those that point."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def facts(connection: Connection) -> Mapping[str, list[list[tuple[object, ...]]]]:
    """Columns, keys, indexes and triggers of every table, as the engine tells them."""
    questions = _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL
    found: dict[str, list[list[tuple[object, ...]]]] = {name: [[] for _ in questions] for name in names(connection)}
    for number, question in enumerate(questions):
        for name, *rest in connection.exec_driver_sql(question):
            if name in found:
                found[name][number].append(tuple(_plain(value) for value in rest))
    return found


def fill(connection: Connection) -> None:
    """Put one row into every table that is empty."""
    for table in tables(connection):
        if not connection.execute(select(func.count()).select_from(table)).scalar():
            connection.execute(table.insert().values({column.name: _value(column.type) for column in table.columns}))


def rows(connection: Connection) -> dict[str, list[dict[str, object]]]:
    """Everything in every table."""
    return {
        table: [dict(row._mapping) for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"')]  # noqa: S608
        for table in names(connection)
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
