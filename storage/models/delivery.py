"""One message to one recipient, on its way: claimed with a lease, fenced, sent, and kept as evidence."""

from datetime import datetime

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field

from storage.models.base import STRICT, Row, partial_index
from storage.models.types import BigInt, Flag, UtcTime, words
from storage.rules.deliveries import DeliveryState, OnAmbiguous, PlanKind, Priority
from storage.rules.outcomes import Reason


class Delivery(Row, table=True):
    """One message to one recipient; member 0 is the chat itself, for zeros can be unique and NULLs cannot."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("plan_id", "member_id", "chat_id"),
        partial_index("ix_delivery_due", "sender_id", "due_at", where="state = 'pending'"),
        partial_index("ix_delivery_lease_until", "lease_until", where="state IN ('claimed', 'sending')"),
        partial_index(
            "ix_delivery_waiting_subject", "organisation_id", "subject_id", where="state IN ('pending', 'claimed')"
        ),
        STRICT,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BigInt)
    plan_id: int = Field(foreign_key="plan.id", sa_type=BigInt)
    sender_id: int = Field(sa_type=BigInt)
    kind: PlanKind = Field(sa_type=words(PlanKind))
    organisation_id: int = Field(sa_type=BigInt)
    subject_id: int = Field(default=0, sa_type=BigInt)
    slot: str = Field(default="", sa_type=Text)
    rev: int = Field(default=0, sa_type=BigInt)
    chat_id: int = Field(sa_type=BigInt)
    thread_id: int = Field(default=0, sa_type=BigInt)
    member_id: int = Field(default=0, sa_type=BigInt)
    priority: int = Field(default=Priority.REMINDER, sa_type=BigInt)
    on_ambiguous: OnAmbiguous = Field(default=OnAmbiguous.ASSUME, sa_type=words(OnAmbiguous))
    state: DeliveryState = Field(default=DeliveryState.PENDING, sa_type=words(DeliveryState))
    reason: Reason | None = Field(default=None, sa_type=words(Reason))
    due_at: datetime = Field(sa_type=UtcTime)
    expires_at: datetime = Field(sa_type=UtcTime)
    attempts: int = Field(default=0, sa_type=BigInt)
    maybe_sent: bool = Field(default=False, sa_type=Flag)
    lease_owner: str | None = Field(default=None, sa_type=Text)
    lease_until: datetime | None = Field(default=None, sa_type=UtcTime)
    message_id: int | None = Field(default=None, sa_type=BigInt)
    sent_at: datetime | None = Field(default=None, sa_type=UtcTime)
    last_error: str | None = Field(default=None, sa_type=Text)
