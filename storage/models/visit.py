"""One visit that brought a meeting to an exempt member: who went, when, which meeting's content."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, Day, UtcTime


class Visit(Row, table=True):
    """One visit that brought a meeting to an exempt member: who went, when, which meeting's content."""

    __tablename__ = "visit"
    __table_args__ = (UniqueConstraint("member_id", "meeting_id", "visited_on"), STRICT)

    id: int = Field(default=None, primary_key=True, sa_type=BigInt)
    organisation_id: int = Field(foreign_key="organisation.id", index=True, sa_type=BigInt)
    member_id: int = Field(foreign_key="member.id", sa_type=BigInt)
    meeting_id: int = Field(foreign_key="meeting.id", sa_type=BigInt)
    visitor_id: int = Field(foreign_key="member.id", sa_type=BigInt)
    visited_on: date = Field(sa_type=Day)
    noted_by: int = Field(foreign_key="member.id", sa_type=BigInt)
    noted_at: datetime = Field(sa_type=UtcTime)
