"""A power handed to another member of the organisation for a stretch of days, both ends inside."""

from datetime import date, datetime

from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, Day, UtcTime, words
from storage.rules.powers import Power


class Delegation(Row, table=True):
    """A power handed to another member of the organisation for a stretch of days, both ends inside."""

    __tablename__ = "delegation"
    __table_args__ = (STRICT,)

    id: int = Field(default=None, primary_key=True, sa_type=BigInt)
    organisation_id: int = Field(foreign_key="organisation.id", index=True, sa_type=BigInt)
    power: Power = Field(sa_type=words(Power))
    member_id: int = Field(foreign_key="member.id", sa_type=BigInt)
    given_by: int = Field(foreign_key="member.id", sa_type=BigInt)
    given_at: datetime = Field(sa_type=UtcTime)
    valid_from: date = Field(sa_type=Day)
    valid_to: date = Field(sa_type=Day)
    ended_at: datetime | None = Field(default=None, sa_type=UtcTime)
