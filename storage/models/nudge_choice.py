"""What a member chose about messages to themselves; no row means that nothing was chosen."""

from datetime import datetime

from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, Flag, UtcTime


class NudgeChoice(Row, table=True):
    """What a member chose about messages to themselves; notices and the last reminder are not a matter of choice."""

    __tablename__ = "nudge_choice"
    __table_args__ = (STRICT,)

    member_id: int = Field(
        foreign_key="member.id", primary_key=True, sa_type=BigInt, sa_column_kwargs={"autoincrement": False}
    )
    extra_nudges: bool = Field(sa_type=Flag)
    changed_at: datetime = Field(sa_type=UtcTime)
