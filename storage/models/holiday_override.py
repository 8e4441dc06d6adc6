"""A day off or make-up workday an administrator entered from a State Council notice."""

from datetime import date

from sqlalchemy import Text
from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import Day


class HolidayOverride(Row, table=True):
    """A day off or make-up workday an administrator entered from a State Council notice."""

    __tablename__ = "holiday_override"
    __table_args__ = (STRICT,)

    day: date = Field(primary_key=True, sa_type=Day)
    kind: str = Field(sa_type=Text)
    name: str = Field(default="", sa_type=Text)
    source: str = Field(default="", sa_type=Text)
