"""A member's word that their line of a roll is wrong; it waits until someone who keeps the roll has looked."""

from datetime import datetime

from sqlmodel import Field

from storage.models.base import STRICT, Row, partial_index
from storage.models.types import BigInt, Sealed, UtcTime, words
from storage.rules.terms import CorrectionState


class Correction(Row, table=True):
    """A member's word that their line of a roll is wrong; what they wrote is sealed."""

    __tablename__ = "correction"
    __table_args__ = (
        partial_index(
            "uq_correction_meeting_id_member_id", "meeting_id", "member_id", where="state = 'asked'", unique=True
        ),
        STRICT,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BigInt)
    meeting_id: int = Field(foreign_key="meeting.id", sa_type=BigInt)
    member_id: int = Field(foreign_key="member.id", sa_type=BigInt)
    state: CorrectionState = Field(sa_type=words(CorrectionState))
    words_sealed: bytes | None = Field(default=None, sa_type=Sealed)
    asked_at: datetime = Field(sa_type=UtcTime)
    decided_at: datetime | None = Field(default=None, sa_type=UtcTime)
    decided_by: int | None = Field(default=None, foreign_key="member.id", sa_type=BigInt)
