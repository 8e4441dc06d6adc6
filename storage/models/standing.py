"""One dated fact about a member: category, group, exemption … ; a later one never rewrites an earlier meeting."""

from datetime import date

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, Day, words
from storage.rules.terms import Aspect


class Standing(Row, table=True):
    """One dated fact about a member: category, group, exemption … ; a later one never rewrites an earlier meeting."""

    __tablename__ = "standing"
    __table_args__ = (UniqueConstraint("member_id", "aspect", "valid_from"), STRICT)

    id: int = Field(default=None, primary_key=True, sa_type=BigInt)
    member_id: int = Field(foreign_key="member.id", sa_type=BigInt)
    aspect: Aspect = Field(sa_type=words(Aspect))
    value: str = Field(sa_type=Text)
    group_id: int | None = Field(default=None, foreign_key="organisation.id", sa_type=BigInt)
    valid_from: date = Field(sa_type=Day)
    valid_to: date | None = Field(default=None, sa_type=Day)
    reason: str | None = Field(default=None, sa_type=Text)
