"""How often somebody has mistyped the code of a meeting, and until when no more is taken."""

from datetime import datetime

from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, UtcTime


class CheckInTry(Row, table=True):
    """How often somebody has mistyped the code of a meeting, and until when no more is taken."""

    __tablename__ = "check_in_try"
    __table_args__ = (STRICT,)

    meeting_id: int = Field(foreign_key="meeting.id", primary_key=True, sa_type=BigInt)
    member_id: int = Field(foreign_key="member.id", primary_key=True, sa_type=BigInt)
    failed: int = Field(default=0, sa_type=BigInt)
    locked_until: datetime | None = Field(default=None, sa_type=UtcTime)
