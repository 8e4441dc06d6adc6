"""A request that a second person decides: to put an obligation off, or to declare a record void."""

from datetime import date, datetime

from sqlalchemy import Text
from sqlmodel import Field

from storage.models.base import STRICT, Row, partial_index
from storage.models.types import BigInt, Day, UtcTime, words
from storage.rules.approvals import ApprovalKind, ApprovalState


class Approval(Row, table=True):
    """A request that a second person decides; only one about the same ``subject`` may be open at a time."""

    __tablename__ = "approval"
    __table_args__ = (
        partial_index("uq_approval_open", "organisation_id", "subject", where="state = 'asked'", unique=True),
        STRICT,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BigInt)
    organisation_id: int = Field(foreign_key="organisation.id", sa_type=BigInt)
    kind: ApprovalKind = Field(sa_type=words(ApprovalKind))
    subject: str = Field(sa_type=Text)
    rule: str | None = Field(default=None, sa_type=Text)
    period_start: date | None = Field(default=None, sa_type=Day)
    new_day: date | None = Field(default=None, sa_type=Day)
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id", sa_type=BigInt)
    reason: str = Field(sa_type=Text)
    state: ApprovalState = Field(sa_type=words(ApprovalState))
    asked_by: int = Field(foreign_key="member.id", sa_type=BigInt)
    asked_at: datetime = Field(sa_type=UtcTime)
    decided_by: int | None = Field(default=None, foreign_key="member.id", sa_type=BigInt)
    decided_at: datetime | None = Field(default=None, sa_type=UtcTime)
