"""An event of a branch's plan for a year: a draft until the plan is adopted."""

from datetime import date, datetime

from sqlalchemy import Index, Text
from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, Day, UtcTime, words
from storage.rules.terms import Form


class PlannedEvent(Row, table=True):
    """An event of a branch's plan; ``venue_id`` is the branch or a group of it, ``activities`` words with commas."""

    __tablename__ = "planned_event"
    __table_args__ = (Index("ix_planned_event_organisation_id_year", "organisation_id", "year"), STRICT)

    id: int = Field(default=None, primary_key=True, sa_type=BigInt)
    organisation_id: int = Field(foreign_key="organisation.id", sa_type=BigInt)
    venue_id: int = Field(foreign_key="organisation.id", sa_type=BigInt)
    year: int = Field(sa_type=BigInt)
    day: date = Field(sa_type=Day)
    form: Form = Field(sa_type=words(Form))
    activities: str = Field(sa_type=Text)
    adopted_at: datetime | None = Field(default=None, sa_type=UtcTime)
    adopted_by: int | None = Field(default=None, sa_type=BigInt)
