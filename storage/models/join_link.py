"""A one-time private link for joining, kept as a hash; it opens the list of names, nothing more."""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, UtcTime


class JoinLink(Row, table=True):
    """A one-time private link for joining, kept as a hash; it opens the list of names, nothing more."""

    __tablename__ = "join_link"
    __table_args__ = (STRICT,)

    id: int = Field(default=None, primary_key=True, sa_type=BigInt)
    organisation_id: int = Field(foreign_key="organisation.id", sa_type=BigInt)
    token_hash: str = Field(unique=True, sa_type=Text)
    telegram_id: int = Field(sa_type=BigInt)
    expires_at: datetime = Field(sa_type=UtcTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcTime)
