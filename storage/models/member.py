"""A person on an organisation's roster, with or without a Telegram account."""

from datetime import date, datetime

from sqlalchemy import Text
from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, Day, Sealed, UtcTime


class Member(Row, table=True):
    """A person on an organisation's roster, with or without a Telegram account."""

    __tablename__ = "member"
    __table_args__ = (STRICT,)

    id: int = Field(default=None, primary_key=True, sa_type=BigInt)
    organisation_id: int = Field(foreign_key="organisation.id", index=True, sa_type=BigInt)
    name: str = Field(sa_type=Text)
    name_key: str = Field(sa_type=Text)
    phone_tail: str | None = Field(default=None, sa_type=Text)
    joined_on: date | None = Field(default=None, sa_type=Day)
    confirmed_on: date | None = Field(default=None, sa_type=Day)
    note_sealed: bytes | None = Field(default=None, sa_type=Sealed)
    created_at: datetime = Field(sa_type=UtcTime)
    left_on: date | None = Field(default=None, sa_type=Day)
