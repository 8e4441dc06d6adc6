"""A member's own reply to a meeting; an answer to an earlier revision waits to be confirmed again."""

from datetime import datetime

from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, UtcTime, words
from storage.rules import terms


class Answer(Row, table=True):
    """A member's own reply to a meeting; an answer to an earlier revision waits to be confirmed again."""

    __tablename__ = "answer"
    __table_args__ = (STRICT,)

    meeting_id: int = Field(foreign_key="meeting.id", primary_key=True, sa_type=BigInt)
    member_id: int = Field(foreign_key="member.id", primary_key=True, sa_type=BigInt)
    answer: terms.Answer = Field(sa_type=words(terms.Answer))
    rev: int = Field(sa_type=BigInt)
    at: datetime = Field(sa_type=UtcTime)
