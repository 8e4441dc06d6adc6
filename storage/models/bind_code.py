"""A one-time code that binds a chat to an organisation; only its SHA-256 is kept."""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, UtcTime


class BindCode(Row, table=True):
    """A one-time code that binds a chat to an organisation; only its SHA-256 is kept."""

    __tablename__ = "bind_code"
    __table_args__ = (STRICT,)

    id: int = Field(default=None, primary_key=True, sa_type=BigInt)
    organisation_id: int = Field(foreign_key="organisation.id", index=True, sa_type=BigInt)
    code_hash: str = Field(unique=True, sa_type=Text)
    created_at: datetime = Field(sa_type=UtcTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcTime)
    used_by: int | None = Field(default=None, sa_type=BigInt)
