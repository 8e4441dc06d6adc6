"""A postponement of one obligation: reason, approval and the new last day."""

from datetime import date

from sqlalchemy import Text
from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, Day


class Deferral(Row, table=True):
    """A postponement of one obligation: reason, approval and the new last day."""

    __tablename__ = "deferral"
    __table_args__ = (STRICT,)

    id: int = Field(default=None, primary_key=True, sa_type=BigInt)
    organisation_id: int = Field(foreign_key="organisation.id", index=True, sa_type=BigInt)
    rule: str = Field(sa_type=Text)
    period_start: date = Field(sa_type=Day)
    new_day: date = Field(sa_type=Day)
    reason: str = Field(sa_type=Text)
    requested_by: str = Field(default="", sa_type=Text)
    approved_by: str | None = Field(default=None, sa_type=Text)
    approved_on: date | None = Field(default=None, sa_type=Day)
