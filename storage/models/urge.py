"""A committee's urging of an organisation below it: once a day at most, who did it and when."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, Day, UtcTime


class Urge(Row, table=True):
    """An urging of ``organisation_id`` by the organisation above it; ``day`` is local to the one that urges."""

    __tablename__ = "urge"
    __table_args__ = (UniqueConstraint("organisation_id", "by_organisation_id", "day"), STRICT)

    id: int = Field(default=None, primary_key=True, sa_type=BigInt)
    organisation_id: int = Field(foreign_key="organisation.id", sa_type=BigInt)
    by_organisation_id: int = Field(foreign_key="organisation.id", sa_type=BigInt)
    by_member_id: int = Field(foreign_key="member.id", sa_type=BigInt)
    day: date = Field(sa_type=Day)
    made_at: datetime = Field(sa_type=UtcTime)
