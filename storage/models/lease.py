"""Who among several processes may do a thing alone, until when; the epoch grows with each new owner."""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, UtcTime


class Lease(Row, table=True):
    """A named right of one process, such as ``send:123`` or ``poll:123``."""

    __tablename__ = "lease"
    __table_args__ = (STRICT,)

    name: str = Field(primary_key=True, sa_type=Text)
    owner: str = Field(sa_type=Text)
    epoch: int = Field(default=1, sa_type=BigInt)
    until: datetime = Field(sa_type=UtcTime)
