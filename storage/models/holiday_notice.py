"""A year whose whole arrangement of holidays an administrator took over from the State Council's notice."""

from datetime import datetime

from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, UtcTime


class HolidayNotice(Row, table=True):
    """A year whose whole arrangement of holidays an administrator took over from the State Council's notice."""

    __tablename__ = "holiday_notice"
    __table_args__ = (STRICT,)

    year: int = Field(primary_key=True, sa_type=BigInt, sa_column_kwargs={"autoincrement": False})
    telegram_id: int = Field(sa_type=BigInt)
    stored_at: datetime = Field(sa_type=UtcTime)
