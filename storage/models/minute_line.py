"""One line of the minutes as taken down; a removed one stays with its time."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, Sealed, UtcTime, words
from storage.rules.terms import LineKind


class MinuteLine(Row, table=True):
    """One line of the minutes as taken down; a removed one stays with its time."""

    __tablename__ = "minute_line"
    __table_args__ = (UniqueConstraint("chat_id", "message_id", "part"), STRICT)

    id: int = Field(default=None, primary_key=True, sa_type=BigInt)
    meeting_id: int = Field(foreign_key="meeting.id", index=True, sa_type=BigInt)
    kind: LineKind = Field(sa_type=words(LineKind))
    speaker_id: int | None = Field(default=None, foreign_key="member.id", sa_type=BigInt)
    written_by: int | None = Field(default=None, foreign_key="member.id", sa_type=BigInt)
    text_sealed: bytes | None = Field(default=None, sa_type=Sealed)
    chat_id: int = Field(default=0, sa_type=BigInt)
    message_id: int | None = Field(default=None, sa_type=BigInt)
    part: int = Field(default=0, sa_type=BigInt)
    written_at: datetime = Field(sa_type=UtcTime)
    removed_at: datetime | None = Field(default=None, sa_type=UtcTime)
