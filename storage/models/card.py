"""A live card: a message that is edited in place whenever what it shows has changed."""

from datetime import datetime

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field

from storage.models.base import STRICT, Row, partial_index
from storage.models.types import BigInt, Flag, UtcTime, words
from storage.rules.deliveries import CardKind


class Card(Row, table=True):
    """A live card; dirty while ``dirty_at`` is set, ``touches`` tells a newer change from the one drawn.

    ``pinned`` is the wish last tried, whether or not the chat allowed it; ``maybe_repeat`` says that the same card
    may stand above it once more, from an attempt whose end nobody saw.
    """

    __tablename__ = "card"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id", "chat_id", "message_id"),
        partial_index("ix_card_dirty", "dirty_at", where="dirty_at IS NOT NULL AND ended_at IS NULL"),
        STRICT,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BigInt)
    kind: CardKind = Field(sa_type=words(CardKind))
    organisation_id: int = Field(sa_type=BigInt)
    subject_id: int = Field(sa_type=BigInt)
    member_id: int = Field(default=0, sa_type=BigInt)
    chat_id: int = Field(sa_type=BigInt)
    thread_id: int = Field(default=0, sa_type=BigInt)
    message_id: int = Field(sa_type=BigInt)
    touches: int = Field(default=0, sa_type=BigInt)
    dirty_at: datetime | None = Field(default=None, sa_type=UtcTime)
    edited_at: datetime | None = Field(default=None, sa_type=UtcTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcTime)
    digest: str | None = Field(default=None, sa_type=Text)
    pinned: bool = Field(default=False, sa_type=Flag)
    maybe_repeat: bool = Field(default=False, sa_type=Flag)
