"""The chat (or one topic of it) an organisation lives in; ended, never deleted."""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field

from storage.models.base import STRICT, Row, partial_index
from storage.models.types import BigInt, UtcTime


class Binding(Row, table=True):
    """The chat (or one topic of it) an organisation lives in; ended, never deleted."""

    __tablename__ = "binding"
    __table_args__ = (
        partial_index("uq_binding_organisation_id", "organisation_id", where="ended_at IS NULL", unique=True),
        partial_index("uq_binding_chat_id_thread_id", "chat_id", "thread_id", where="ended_at IS NULL", unique=True),
        STRICT,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BigInt)
    organisation_id: int = Field(foreign_key="organisation.id", sa_type=BigInt)
    chat_id: int = Field(sa_type=BigInt)
    thread_id: int = Field(default=0, sa_type=BigInt)
    title: str = Field(sa_type=Text)
    bound_by: int = Field(sa_type=BigInt)
    bound_at: datetime = Field(sa_type=UtcTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcTime)
    lost_reason: str | None = Field(default=None, sa_type=Text)
