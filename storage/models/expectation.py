"""One person expected at a meeting (应到), frozen when it was announced."""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, Flag, UtcTime, words
from storage.rules.terms import Category


class Expectation(Row, table=True):
    """One person expected at a meeting (应到), frozen when it was announced."""

    __tablename__ = "expectation"
    __table_args__ = (STRICT,)

    meeting_id: int = Field(foreign_key="meeting.id", primary_key=True, sa_type=BigInt)
    member_id: int = Field(foreign_key="member.id", primary_key=True, sa_type=BigInt)
    category: Category = Field(sa_type=words(Category))
    voting: bool = Field(sa_type=Flag)
    position: int = Field(sa_type=BigInt)
    correction: str | None = Field(default=None, sa_type=Text)
    removed_at: datetime | None = Field(default=None, sa_type=UtcTime)
