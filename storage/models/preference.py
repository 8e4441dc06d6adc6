"""How an organisation likes its papers: the theme day, the hour of summaries, the columns of its tables."""

from datetime import datetime

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, UtcTime


class Preference(Row, table=True):
    """One preference as it was written; a later one replaces it (what was judged by it is nowhere)."""

    __tablename__ = "preference"
    __table_args__ = (UniqueConstraint("organisation_id", "key"), STRICT)

    id: int = Field(default=None, primary_key=True, sa_type=BigInt)
    organisation_id: int = Field(foreign_key="organisation.id", sa_type=BigInt)
    key: str = Field(sa_type=Text)
    value: str = Field(sa_type=Text)
    set_at: datetime = Field(sa_type=UtcTime)
