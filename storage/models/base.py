"""What every table shares: STRICT on SQLite, one naming convention, a repr that shows no content."""

from typing import Any

from pydantic import ConfigDict
from sqlalchemy import Index, text
from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

STRICT: dict[str, Any] = {"sqlite_strict": True}


class Row(SQLModel):
    """Base of every table class; every column names a type of ``storage.models.types`` or Text."""

    # Validators are built at the first validation: rows are never validated, so that is never.
    model_config = ConfigDict(defer_build=True)  # type: ignore[assignment] # the narrower type is not exported

    def __repr__(self) -> str:
        """Name the table and the key only: rows may hold names and ciphertext."""
        return f"<{type(self).__name__} {getattr(self, 'id', '')}>"

    __str__ = __repr__


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """Return an index over the rows that satisfy ``where`` on both engines."""
    condition = text(where)
    return Index(name, *columns, unique=unique, sqlite_where=condition, postgresql_where=condition)
