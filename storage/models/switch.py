"""A rulebook switch an organisation set for itself and its tree, dated; the newest in force wins."""

from datetime import date, datetime

from sqlalchemy import Text
from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, Day, UtcTime


class Switch(Row, table=True):
    """A rulebook switch an organisation set for itself and its tree, dated; the newest in force wins."""

    __tablename__ = "switch"
    __table_args__ = (STRICT,)

    id: int = Field(default=None, primary_key=True, sa_type=BigInt)
    organisation_id: int = Field(foreign_key="organisation.id", index=True, sa_type=BigInt)
    key: str = Field(sa_type=Text)
    value: str = Field(sa_type=Text)
    valid_from: date = Field(sa_type=Day)
    set_at: datetime = Field(sa_type=UtcTime)
