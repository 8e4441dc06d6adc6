"""An unfinished conversation of one person in one chat; its draft is sealed and survives a restart."""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field

from storage.models.base import STRICT, Row, partial_index
from storage.models.types import BigInt, Sealed, UtcTime, words
from storage.rules.terms import DialogueState


class Dialogue(Row, table=True):
    """An unfinished conversation of one person in one chat; its draft is sealed and survives a restart."""

    __tablename__ = "dialogue"
    __table_args__ = (
        partial_index(
            "uq_dialogue_chat_id_thread_id_telegram_id",
            "chat_id",
            "thread_id",
            "telegram_id",
            where="state = 'open'",
            unique=True,
        ),
        STRICT,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BigInt)
    chat_id: int = Field(sa_type=BigInt)
    thread_id: int = Field(default=0, sa_type=BigInt)
    telegram_id: int = Field(sa_type=BigInt)
    name: str = Field(sa_type=Text)
    step: str = Field(sa_type=Text)
    draft_sealed: bytes | None = Field(default=None, sa_type=Sealed)
    state: DialogueState = Field(sa_type=words(DialogueState))
    rev: int = Field(default=0, sa_type=BigInt)
    updated_at: datetime = Field(sa_type=UtcTime)
