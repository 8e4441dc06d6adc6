"""One person asked to confirm within minutes that they are in the room; unconfirmed is a hint, never a verdict."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, UtcTime


class SpotCheck(Row, table=True):
    """One person asked to confirm within minutes that they are in the room; unconfirmed is a hint, never a verdict."""

    __tablename__ = "spot_check"
    __table_args__ = (UniqueConstraint("meeting_id", "member_id"), STRICT)

    id: int = Field(default=None, primary_key=True, sa_type=BigInt)
    meeting_id: int = Field(foreign_key="meeting.id", sa_type=BigInt)
    member_id: int = Field(foreign_key="member.id", index=True, sa_type=BigInt)
    asked_at: datetime = Field(sa_type=UtcTime)
    asked_by: int = Field(foreign_key="member.id", sa_type=BigInt)
    due_at: datetime = Field(sa_type=UtcTime)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcTime)

    @property
    def round_name(self) -> str:
        """What tells the check it was asked in from others of the same meeting."""
        return f"{self.asked_at:%Y%m%d%H%M%S%f}"
