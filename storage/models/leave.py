"""A request for leave from one meeting; the reason is sealed and never shown in a group."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, Flag, Sealed, UtcTime, words
from storage.rules.terms import LeaveKind, LeaveState


class Leave(Row, table=True):
    """A request for leave from one meeting; the reason is sealed and never shown in a group."""

    __tablename__ = "leave"
    __table_args__ = (UniqueConstraint("meeting_id", "member_id"), STRICT)

    id: int = Field(default=None, primary_key=True, sa_type=BigInt)
    meeting_id: int = Field(foreign_key="meeting.id", sa_type=BigInt)
    member_id: int = Field(foreign_key="member.id", sa_type=BigInt)
    kind: LeaveKind = Field(sa_type=words(LeaveKind))
    state: LeaveState = Field(sa_type=words(LeaveState))
    late: bool = Field(default=False, sa_type=Flag)
    reason_sealed: bytes | None = Field(default=None, sa_type=Sealed)
    remark_sealed: bytes | None = Field(default=None, sa_type=Sealed)
    asked_at: datetime = Field(sa_type=UtcTime)
    decided_at: datetime | None = Field(default=None, sa_type=UtcTime)
    decided_by: int | None = Field(default=None, foreign_key="member.id", sa_type=BigInt)
