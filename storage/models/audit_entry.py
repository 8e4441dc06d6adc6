"""One entry of an audit chain; the table refuses to change or lose one on either engine."""

from sqlalchemy import DDL, LargeBinary, Text, event
from sqlmodel import Field, SQLModel

from storage.models.base import STRICT, Row
from storage.models.types import BigInt

# One statement each: the asynchronous PostgreSQL driver prepares them one by one.
SQLITE_GUARDS = (
    """CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END""",
    """CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END""",
    # INSERT OR REPLACE deletes without firing the trigger above, so the next number is the only one let in.
    """CREATE TRIGGER audit_entry_in_sequence BEFORE INSERT ON audit_entry
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM audit_entry WHERE chain = NEW.chain)
BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END""",
)
POSTGRESQL_GUARDS = (
    """CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'audit_entry is append-only'; END $$""",
    """CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE ON audit_entry
FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse()""",
    """CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry
FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()""",
)
POSTGRESQL_UNGUARD = "DROP FUNCTION IF EXISTS audit_entry_refuse"


class AuditEntry(Row, table=True):
    """One entry: chain (an organisation's id, 0 for the system), number, canonical JSON, SHA-256."""

    __tablename__ = "audit_entry"
    __table_args__ = (STRICT,)

    chain: int = Field(primary_key=True, sa_type=BigInt, sa_column_kwargs={"autoincrement": False})
    seq: int = Field(primary_key=True, sa_type=BigInt, sa_column_kwargs={"autoincrement": False})
    body: str = Field(sa_type=Text)
    hash: bytes = Field(sa_type=LargeBinary)


def _on(moment: str, dialect: str, statement: str) -> None:
    ddl = DDL(statement)  # type: ignore[no-untyped-call]  # the library leaves its constructor untyped
    event.listen(SQLModel.metadata.tables["audit_entry"], moment, ddl.execute_if(dialect=dialect))


for _statement in SQLITE_GUARDS:
    _on("after_create", "sqlite", _statement)
for _statement in POSTGRESQL_GUARDS:
    _on("after_create", "postgresql", _statement)
_on("after_drop", "postgresql", POSTGRESQL_UNGUARD)
