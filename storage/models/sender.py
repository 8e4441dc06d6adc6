"""A bot account that sends; its pause survives a restart, for Telegram's anger does too."""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, UtcTime


class Sender(Row, table=True):
    """A bot account that sends, keyed by its Telegram id; ``stopped`` names why it may not send at all."""

    __tablename__ = "sender"
    __table_args__ = (STRICT,)

    id: int = Field(primary_key=True, sa_type=BigInt, sa_column_kwargs={"autoincrement": False})
    paused_until: datetime | None = Field(default=None, sa_type=UtcTime)
    stopped: str | None = Field(default=None, sa_type=Text)
    seen_at: datetime = Field(sa_type=UtcTime)
