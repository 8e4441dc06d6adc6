"""What is known of one person at one meeting; no row means unknown, never present."""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, UtcTime, words
from storage.rules.attendance import Stay
from storage.rules.terms import CAME, AttendanceStatus, CheckInWay


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
    arrived_at: datetime | None = Field(default=None, sa_type=UtcTime)
    left_at: datetime | None = Field(default=None, sa_type=UtcTime)

    @property
    def stay(self) -> Stay | None:
        """From when to when the person was there; None for whoever is not entered as having come.

        Somebody's own sign-in bears the moment of arrival as ``at``.
        """
        return Stay(self.arrived_at or self.at, self.left_at) if self.status in CAME else None
