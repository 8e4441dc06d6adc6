"""What the bot means to say: one row per subject, slot and revision, waiting for its time."""

from datetime import datetime

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field

from storage.models.base import STRICT, Row, partial_index
from storage.models.types import BigInt, UtcTime, words
from storage.rules.deliveries import PlanKind, PlanState
from storage.rules.outcomes import Reason


class Plan(Row, table=True):
    """What the bot means to say: one row per subject, slot and revision, waiting for its time."""

    __tablename__ = "plan"
    __table_args__ = (
        UniqueConstraint("kind", "organisation_id", "subject_id", "slot", "rev"),
        partial_index("ix_plan_due_at", "due_at", where="state = 'pending'"),
        partial_index("ix_plan_waiting_subject", "organisation_id", "subject_id", where="state = 'pending'"),
        STRICT,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BigInt)
    kind: PlanKind = Field(sa_type=words(PlanKind))
    organisation_id: int = Field(foreign_key="organisation.id", sa_type=BigInt)
    subject_id: int = Field(default=0, sa_type=BigInt)
    slot: str = Field(default="", sa_type=Text)
    rev: int = Field(default=0, sa_type=BigInt)
    due_at: datetime = Field(sa_type=UtcTime)
    expires_at: datetime = Field(sa_type=UtcTime)
    state: PlanState = Field(default=PlanState.PENDING, sa_type=words(PlanState))
    reason: Reason | None = Field(default=None, sa_type=words(Reason))
