"""One activity a meeting is credited as; one event may carry several, each recorded separately."""

from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, words
from storage.rules.terms import Activity


class Credit(Row, table=True):
    """One activity a meeting is credited as; one event may carry several, each recorded separately."""

    __tablename__ = "credit"
    __table_args__ = (STRICT,)

    meeting_id: int = Field(foreign_key="meeting.id", primary_key=True, sa_type=BigInt)
    activity: Activity = Field(primary_key=True, sa_type=words(Activity))
