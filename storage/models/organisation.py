"""A Party organisation: committee, general branch, branch or group, in one tree."""

from datetime import date, datetime

from sqlalchemy import Text
from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, Day, Flag, UtcTime, words
from storage.rules.terms import OrganisationKind, SensitiveEntry


class Organisation(Row, table=True):
    """A Party organisation: committee, general branch, branch or group, in one tree."""

    __tablename__ = "organisation"
    __table_args__ = (STRICT,)

    id: int = Field(default=None, primary_key=True, sa_type=BigInt)
    parent_id: int | None = Field(default=None, foreign_key="organisation.id", index=True, sa_type=BigInt)
    kind: OrganisationKind = Field(sa_type=words(OrganisationKind))
    name: str = Field(unique=True, sa_type=Text)
    timezone: str = Field(default="Asia/Shanghai", sa_type=Text)
    founded: date | None = Field(default=None, sa_type=Day)
    has_committee: bool | None = Field(default=None, sa_type=Flag)
    leading_body: bool = Field(default=False, sa_type=Flag)
    sensitive_entry: SensitiveEntry | None = Field(default=None, sa_type=words(SensitiveEntry))
    check_in_code_since: datetime | None = Field(default=None, sa_type=UtcTime)
    created_at: datetime = Field(sa_type=UtcTime)
