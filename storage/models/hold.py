"""Which process handles a chat's stored updates, until when; one row a chat, locked by whoever takes it."""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, UtcTime


class Hold(Row, table=True):
    """A chat that ever wrote to a bot account, and the process that holds it; free without an owner."""

    __tablename__ = "hold"
    __table_args__ = (STRICT,)

    sender_id: int = Field(primary_key=True, sa_type=BigInt, sa_column_kwargs={"autoincrement": False})
    chat_key: int = Field(primary_key=True, sa_type=BigInt, sa_column_kwargs={"autoincrement": False})
    owner: str | None = Field(default=None, sa_type=Text)
    until: datetime | None = Field(default=None, sa_type=UtcTime)
