"""A member's own self-criticism for one meeting: problems, causes, measures, sealed."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, Sealed, UtcTime


class SelfCriticism(Row, table=True):
    """A member's own self-criticism for one meeting: problems, causes, measures, sealed."""

    __tablename__ = "self_criticism"
    __table_args__ = (UniqueConstraint("meeting_id", "member_id"), STRICT)

    id: int = Field(default=None, primary_key=True, sa_type=BigInt)
    meeting_id: int = Field(foreign_key="meeting.id", sa_type=BigInt)
    member_id: int = Field(foreign_key="member.id", sa_type=BigInt)
    content_sealed: bytes | None = Field(default=None, sa_type=Sealed)
    submitted_at: datetime | None = Field(default=None, sa_type=UtcTime)
    updated_at: datetime = Field(sa_type=UtcTime)
