"""What happened to a meeting after it was announced: moved, cancelled, corrected; old and new, by whom, why."""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, UtcTime


class MeetingChange(Row, table=True):
    """What happened to a meeting after it was announced: moved, cancelled, corrected; old and new, by whom, why."""

    __tablename__ = "meeting_change"
    __table_args__ = (STRICT,)

    id: int = Field(default=None, primary_key=True, sa_type=BigInt)
    meeting_id: int = Field(foreign_key="meeting.id", index=True, sa_type=BigInt)
    rev: int = Field(sa_type=BigInt)
    act: str = Field(sa_type=Text)
    old: str = Field(default="", sa_type=Text)
    new: str = Field(default="", sa_type=Text)
    reason: str = Field(default="", sa_type=Text)
    by_id: int | None = Field(default=None, sa_type=BigInt)
    at: datetime = Field(sa_type=UtcTime)
