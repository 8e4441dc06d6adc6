"""What those who missed a meeting are given to read: words (sealed), or a file Telegram keeps."""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, Sealed, UtcTime


class MakeupMaterial(Row, table=True):
    """What those who missed a meeting are given to read: words (sealed), or a file Telegram keeps."""

    __tablename__ = "makeup_material"
    __table_args__ = (STRICT,)

    meeting_id: int = Field(foreign_key="meeting.id", primary_key=True, sa_type=BigInt)
    words_sealed: bytes | None = Field(default=None, sa_type=Sealed)
    file_id: str = Field(default="", sa_type=Text)
    file_name: str = Field(default="", sa_type=Text)
    given_by: int = Field(foreign_key="member.id", sa_type=BigInt)
    given_at: datetime = Field(sa_type=UtcTime)
