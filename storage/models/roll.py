"""The roll of one meeting: when sign-in was opened, the head-count, who locked it, its codes' secret."""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, Sealed, UtcTime


class Roll(Row, table=True):
    """The roll of one meeting: when sign-in was opened, the head-count, who locked it, the secret of its codes."""

    __tablename__ = "roll"
    __table_args__ = (STRICT,)

    meeting_id: int = Field(foreign_key="meeting.id", primary_key=True, sa_type=BigInt)
    opened_at: datetime | None = Field(default=None, sa_type=UtcTime)
    opened_by: int | None = Field(default=None, foreign_key="member.id", sa_type=BigInt)
    head_count: int | None = Field(default=None, sa_type=BigInt)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcTime)
    confirmed_by: int | None = Field(default=None, foreign_key="member.id", sa_type=BigInt)
    reopened: int = Field(default=0, sa_type=BigInt)
    reopen_reason: str = Field(default="", sa_type=Text)
    secret_sealed: bytes | None = Field(default=None, sa_type=Sealed)
