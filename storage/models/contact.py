"""Whether the bot can write to a Telegram user in private, and why not."""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, Flag, UtcTime


class Contact(Row, table=True):
    """Whether the bot can write to a Telegram user in private, and why not."""

    __tablename__ = "contact"
    __table_args__ = (STRICT,)

    telegram_id: int = Field(primary_key=True, sa_type=BigInt, sa_column_kwargs={"autoincrement": False})
    reachable: bool = Field(sa_type=Flag)
    reason: str | None = Field(default=None, sa_type=Text)
    changed_at: datetime = Field(sa_type=UtcTime)
