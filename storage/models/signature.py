"""A signature under one version of the minutes, by recorder or host."""

from datetime import datetime

from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, UtcTime, words
from storage.rules.terms import SigningRole


class Signature(Row, table=True):
    """A signature under one version of the minutes, by recorder or host."""

    __tablename__ = "signature"
    __table_args__ = (STRICT,)

    minutes_id: int = Field(foreign_key="minutes.id", primary_key=True, sa_type=BigInt)
    role: SigningRole = Field(primary_key=True, sa_type=words(SigningRole))
    member_id: int = Field(foreign_key="member.id", sa_type=BigInt)
    at: datetime = Field(sa_type=UtcTime)
