"""A periodic summary of an organisation: its text, and the message in which it stands."""

from datetime import date, datetime

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, Day, UtcTime, words
from storage.rules.terms import SummaryKind


class Summary(Row, table=True):
    """A periodic summary of an organisation: its text, and the message in which it stands."""

    __tablename__ = "summary"
    __table_args__ = (UniqueConstraint("organisation_id", "kind", "period_start"), STRICT)

    id: int = Field(default=None, primary_key=True, sa_type=BigInt)
    organisation_id: int = Field(foreign_key="organisation.id", sa_type=BigInt)
    kind: SummaryKind = Field(sa_type=words(SummaryKind))
    period_start: date = Field(sa_type=Day)
    rev: int = Field(default=0, sa_type=BigInt)
    correction: str = Field(default="", sa_type=Text)
    chat_id: int | None = Field(default=None, sa_type=BigInt)
    message_id: int | None = Field(default=None, sa_type=BigInt)
    made_at: datetime = Field(sa_type=UtcTime)
    posted_at: datetime | None = Field(default=None, sa_type=UtcTime)
