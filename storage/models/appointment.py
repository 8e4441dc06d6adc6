"""A dated duty of a member in an organisation; ``valid_to`` is its last day."""

from datetime import date

from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, Day, words
from storage.rules.terms import Duty


class Appointment(Row, table=True):
    """A dated duty of a member in an organisation; ``valid_to`` is its last day."""

    __tablename__ = "appointment"
    __table_args__ = (STRICT,)

    id: int = Field(default=None, primary_key=True, sa_type=BigInt)
    member_id: int = Field(foreign_key="member.id", index=True, sa_type=BigInt)
    organisation_id: int = Field(foreign_key="organisation.id", index=True, sa_type=BigInt)
    duty: Duty = Field(sa_type=words(Duty))
    valid_from: date = Field(sa_type=Day)
    valid_to: date | None = Field(default=None, sa_type=Day)
