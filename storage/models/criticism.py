"""One criticism: from whom, to whom, aspect, text and response, all sealed together."""

from datetime import datetime

from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, Sealed, UtcTime


class Criticism(Row, table=True):
    """One criticism: from whom, to whom, aspect, text and response, all sealed together."""

    __tablename__ = "criticism"
    __table_args__ = (STRICT,)

    id: int = Field(default=None, primary_key=True, sa_type=BigInt)
    meeting_id: int = Field(foreign_key="meeting.id", index=True, sa_type=BigInt)
    content_sealed: bytes | None = Field(default=None, sa_type=Sealed)
    updated_at: datetime = Field(sa_type=UtcTime)
    removed_at: datetime | None = Field(default=None, sa_type=UtcTime)
