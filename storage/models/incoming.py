"""A raw update as Telegram sent it, stored sealed before it is confirmed; emptied once handled."""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field

from storage.models.base import STRICT, Row, partial_index
from storage.models.types import BigInt, Sealed, UtcTime, words
from storage.rules.terms import IncomingState


class Incoming(Row, table=True):
    """A raw update as Telegram sent it, stored sealed before it is confirmed; emptied once handled."""

    __tablename__ = "incoming"
    __table_args__ = (
        partial_index("ix_incoming_unfinished", "sender_id", "update_id", where="state IN ('waiting', 'done')"),
        STRICT,
    )

    sender_id: int = Field(primary_key=True, sa_type=BigInt, sa_column_kwargs={"autoincrement": False})
    update_id: int = Field(primary_key=True, sa_type=BigInt, sa_column_kwargs={"autoincrement": False})
    chat_key: int = Field(sa_type=BigInt)
    state: IncomingState = Field(sa_type=words(IncomingState))
    body_sealed: bytes | None = Field(default=None, sa_type=Sealed)
    received_at: datetime = Field(sa_type=UtcTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcTime)
    event: str | None = Field(default=None, sa_type=Text)
