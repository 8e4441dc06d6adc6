"""For which of several organisations a person acts in private, as they last chose."""

from datetime import datetime

from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, UtcTime


class Standpoint(Row, table=True):
    """For which of several organisations a person acts in private, as they last chose; it grants nothing."""

    __tablename__ = "standpoint"
    __table_args__ = (STRICT,)

    telegram_id: int = Field(primary_key=True, sa_type=BigInt)
    organisation_id: int = Field(foreign_key="organisation.id", sa_type=BigInt)
    chosen_at: datetime = Field(sa_type=UtcTime)
