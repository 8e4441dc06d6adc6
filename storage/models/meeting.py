"""A meeting in one form; what it counts as stands in credit, who is expected in expectation."""

from datetime import date, datetime

from sqlalchemy import Index, Text
from sqlmodel import Field

from storage.models.base import STRICT, Row, partial_index
from storage.models.types import BigInt, Day, Flag, UtcTime, words
from storage.rules.terms import Form, MeetingState, Source


class Meeting(Row, table=True):
    """A meeting in one form; what it counts as stands in credit, who is expected in expectation."""

    __tablename__ = "meeting"
    __table_args__ = (
        Index("ix_meeting_organisation_id_local_day", "organisation_id", "local_day"),
        partial_index("ix_meeting_starts_at", "starts_at", where="state IN ('announced', 'in_progress')"),
        STRICT,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BigInt)
    organisation_id: int = Field(foreign_key="organisation.id", sa_type=BigInt)
    form: Form = Field(sa_type=words(Form))
    theme: str = Field(default="", sa_type=Text)
    state: MeetingState = Field(sa_type=words(MeetingState))
    rev: int = Field(default=0, sa_type=BigInt)
    starts_at: datetime = Field(sa_type=UtcTime)
    timezone: str = Field(sa_type=Text)
    local_day: date = Field(sa_type=Day)
    minutes_long: int = Field(default=90, sa_type=BigInt)
    timed: bool = Field(default=True, sa_type=Flag)
    place: str = Field(default="", sa_type=Text)
    link: str = Field(default="", sa_type=Text)
    host_id: int | None = Field(default=None, foreign_key="member.id", sa_type=BigInt)
    recorder_id: int | None = Field(default=None, foreign_key="member.id", sa_type=BigInt)
    host_name: str = Field(default="", sa_type=Text)
    recorder_name: str = Field(default="", sa_type=Text)
    for_year: int | None = Field(default=None, sa_type=BigInt)
    source: Source = Field(sa_type=words(Source))
    expected_count: int | None = Field(default=None, sa_type=BigInt)
    present_count: int | None = Field(default=None, sa_type=BigInt)
    note: str = Field(default="", sa_type=Text)
    created_by: int | None = Field(default=None, sa_type=BigInt)
    created_at: datetime = Field(sa_type=UtcTime)
    announced_at: datetime | None = Field(default=None, sa_type=UtcTime)
    reason: str | None = Field(default=None, sa_type=Text)
    void_requested_by: int | None = Field(default=None, sa_type=BigInt)
    void_approved_by: int | None = Field(default=None, sa_type=BigInt)
    void_approved_at: datetime | None = Field(default=None, sa_type=UtcTime)
