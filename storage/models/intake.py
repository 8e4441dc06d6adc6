"""A file a secretary sent in, read and previewed, waiting for the word to import it."""

from datetime import datetime

from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, Sealed, UtcTime


class Intake(Row, table=True):
    """A file a secretary sent in, read and previewed, waiting for the word to import it."""

    __tablename__ = "intake"
    __table_args__ = (STRICT,)

    id: int = Field(default=None, primary_key=True, sa_type=BigInt)
    organisation_id: int = Field(foreign_key="organisation.id", sa_type=BigInt)
    telegram_id: int = Field(sa_type=BigInt)
    content_sealed: bytes | None = Field(default=None, sa_type=Sealed)
    created_at: datetime = Field(sa_type=UtcTime)
    decided_at: datetime | None = Field(default=None, sa_type=UtcTime)
