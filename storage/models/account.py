"""A Telegram account that claims, or has been granted, to be a member; rights hang on the numeric id."""

from datetime import datetime

from sqlmodel import Field

from storage.models.base import STRICT, Row, partial_index
from storage.models.types import BigInt, UtcTime, words
from storage.rules.terms import AccountState


class Account(Row, table=True):
    """A Telegram account that claims, or has been granted, to be a member; rights hang on the numeric id."""

    __tablename__ = "account"
    __table_args__ = (
        partial_index("uq_account_member_id", "member_id", where="state = 'approved'", unique=True),
        partial_index(
            "uq_account_member_id_telegram_id", "member_id", "telegram_id", where="state = 'asked'", unique=True
        ),
        STRICT,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BigInt)
    member_id: int = Field(foreign_key="member.id", sa_type=BigInt)
    telegram_id: int = Field(index=True, sa_type=BigInt)
    state: AccountState = Field(sa_type=words(AccountState))
    asked_at: datetime = Field(sa_type=UtcTime)
    decided_at: datetime | None = Field(default=None, sa_type=UtcTime)
    decided_by: int | None = Field(default=None, sa_type=BigInt)
