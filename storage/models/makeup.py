"""A lesson one person makes up for a meeting they missed; their words and the remark on them are sealed."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, Sealed, UtcTime, words
from storage.rules.terms import AttendanceStatus, MakeupState


class Makeup(Row, table=True):
    """A lesson one person makes up for a meeting they missed; their words and the remark on them are sealed."""

    __tablename__ = "makeup"
    __table_args__ = (UniqueConstraint("meeting_id", "member_id"), STRICT)

    id: int = Field(default=None, primary_key=True, sa_type=BigInt)
    meeting_id: int = Field(foreign_key="meeting.id", sa_type=BigInt)
    member_id: int = Field(foreign_key="member.id", index=True, sa_type=BigInt)
    state: MakeupState = Field(sa_type=words(MakeupState))
    was: AttendanceStatus = Field(sa_type=words(AttendanceStatus))
    round: int = Field(default=0, sa_type=BigInt)
    due_at: datetime = Field(sa_type=UtcTime)
    words_sealed: bytes | None = Field(default=None, sa_type=Sealed)
    remark_sealed: bytes | None = Field(default=None, sa_type=Sealed)
    submitted_at: datetime | None = Field(default=None, sa_type=UtcTime)
    decided_at: datetime | None = Field(default=None, sa_type=UtcTime)
    decided_by: int | None = Field(default=None, foreign_key="member.id", sa_type=BigInt)
