"""One version of a meeting's minutes; a signed one is frozen with its SHA-256, a correction is a new version."""

from datetime import datetime

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, Sealed, UtcTime, words
from storage.rules.terms import MinutesState


class Minutes(Row, table=True):
    """One version of a meeting's minutes; a signed one is frozen with its SHA-256, a correction is a new version."""

    __tablename__ = "minutes"
    __table_args__ = (UniqueConstraint("meeting_id", "version"), STRICT)

    id: int = Field(default=None, primary_key=True, sa_type=BigInt)
    meeting_id: int = Field(foreign_key="meeting.id", sa_type=BigInt)
    version: int = Field(sa_type=BigInt)
    state: MinutesState = Field(sa_type=words(MinutesState))
    content_sealed: bytes | None = Field(default=None, sa_type=Sealed)
    sha256: str | None = Field(default=None, sa_type=Text)
    anchor: str = Field(default="", sa_type=Text)
    reason: str = Field(default="", sa_type=Text)
    remark_sealed: bytes | None = Field(default=None, sa_type=Sealed)
    submitted_at: datetime | None = Field(default=None, sa_type=UtcTime)
    submitted_by: int | None = Field(default=None, foreign_key="member.id", sa_type=BigInt)
    signed_at: datetime | None = Field(default=None, sa_type=UtcTime)
