"""A stretch of days in which an organisation rests: a school's holidays, a stop of work."""

from datetime import date, datetime

from sqlalchemy import Text
from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, Day, UtcTime


class Closure(Row, table=True):
    """A closure from its first to its last day; one taken back keeps its row with the moment it ended."""

    __tablename__ = "closure"
    __table_args__ = (STRICT,)

    id: int = Field(default=None, primary_key=True, sa_type=BigInt)
    organisation_id: int = Field(foreign_key="organisation.id", index=True, sa_type=BigInt)
    name: str = Field(sa_type=Text)
    first_day: date = Field(sa_type=Day)
    last_day: date = Field(sa_type=Day)
    set_by: int = Field(foreign_key="member.id", sa_type=BigInt)
    set_at: datetime = Field(sa_type=UtcTime)
    removed_at: datetime | None = Field(default=None, sa_type=UtcTime)
