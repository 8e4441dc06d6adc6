"""What is known of one person at one meeting; no row means unknown, never present."""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, UtcTime, words
from storage.rules.terms import AttendanceStatus, CheckInWay


class Attendance(Row, table=True):
    """What is known of one person at one meeting; no row means unknown, never present."""

    __tablename__ = "attendance"
    __table_args__ = (STRICT,)

    meeting_id: int = Field(foreign_key="meeting.id", primary_key=True, sa_type=BigInt)
    member_id: int = Field(foreign_key="member.id", primary_key=True, sa_type=BigInt)
    status: AttendanceStatus = Field(sa_type=words(AttendanceStatus))
    way: CheckInWay = Field(sa_type=words(CheckInWay))
    at: datetime = Field(sa_type=UtcTime)
    by_id: int | None = Field(default=None, foreign_key="member.id", sa_type=BigInt)
    reason: str = Field(default="", sa_type=Text)
