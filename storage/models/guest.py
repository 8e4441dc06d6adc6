"""Somebody at a meeting who is not expected there: an observer by name, or a member of another branch."""

from datetime import datetime

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, UtcTime, words
from storage.rules.terms import GuestRole


class Guest(Row, table=True):
    """Somebody at a meeting who is not expected there: an observer by name, or a member of another branch."""

    __tablename__ = "guest"
    __table_args__ = (UniqueConstraint("meeting_id", "member_id"), STRICT)

    id: int = Field(default=None, primary_key=True, sa_type=BigInt)
    meeting_id: int = Field(foreign_key="meeting.id", sa_type=BigInt)
    member_id: int | None = Field(default=None, foreign_key="member.id", index=True, sa_type=BigInt)
    name: str = Field(sa_type=Text)
    role: GuestRole = Field(sa_type=words(GuestRole))
    note: str = Field(default="", sa_type=Text)
    at: datetime = Field(sa_type=UtcTime)
    by_id: int | None = Field(default=None, foreign_key="member.id", sa_type=BigInt)
