"""Column types that mean the same on SQLite (STRICT tables) and PostgreSQL."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import BigInteger, Boolean, Date, DateTime, Dialect, Integer, LargeBinary, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Reader = Callable[[Any], Any]
"""From what the driver returns to what a row holds; no layer in between, for it is called for every value read."""


class BigInt(TypeDecorator[int]):
    """64-bit integer: Telegram ids do not fit in 32 bits; INTEGER is 64-bit on SQLite anyway."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Use INTEGER on SQLite, where only that spelling makes a row-id key."""
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else BigInteger())


class UtcTime(TypeDecorator[datetime]):
    """An instant: timestamptz on PostgreSQL, integer UTC microseconds on SQLite; naive values are refused."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Pick the engine's own representation."""
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ANN401 - driver value
        """Turn an aware datetime into what the engine stores; raises ValueError for a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        utc = value.astimezone(UTC)
        return (utc - _EPOCH) // timedelta(microseconds=1) if dialect.name == "sqlite" else utc

    def result_processor(self, dialect: Dialect, coltype: object) -> Reader:
        """Read aware UTC datetimes."""
        if dialect.name == "sqlite":
            return lambda value: None if value is None else _EPOCH + timedelta(microseconds=value)
        return lambda value: None if value is None else value.astimezone(UTC)


class Day(TypeDecorator[date]):
    """A calendar day without time: DATE on PostgreSQL, ISO text on SQLite."""

    impl = Date
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Pick the engine's own representation."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else Date())

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:  # noqa: ANN401 - driver value
        """Refuse datetimes, which would silently lose their time."""
        if isinstance(value, datetime):
            raise TypeError("a day, not an instant")
        return value.isoformat() if value is not None and dialect.name == "sqlite" else value

    def result_processor(self, dialect: Dialect, coltype: object) -> Reader | None:
        """Read dates."""
        if dialect.name == "sqlite":
            return lambda value: None if value is None else date.fromisoformat(value)
        return None


class Flag(TypeDecorator[bool]):
    """A truth value: BOOLEAN on PostgreSQL, 0 or 1 on SQLite."""

    impl = Boolean
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Pick the engine's own representation."""
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else Boolean())

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> Any:  # noqa: ANN401 - driver value
        """Turn a bool into what the engine stores."""
        return int(value) if value is not None and dialect.name == "sqlite" else value

    def result_processor(self, dialect: Dialect, coltype: object) -> Reader:
        """Read bools."""
        return lambda value: None if value is None else bool(value)


class Words(TypeDecorator[StrEnum]):
    """An enumeration stored as its word; an unknown word in the database raises ValueError on reading."""

    impl = Text
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ANN401 - word or member
        """Check that the word belongs to the enumeration and store it as text."""
        return None if value is None else self.words(value).value

    def result_processor(self, dialect: Dialect, coltype: object) -> Reader:
        """Read the enumeration's members."""
        return _Members({None: None} | {word.value: word for word in self.words}).__getitem__


class _Members(dict[str | None, StrEnum | None]):
    """The members of an enumeration by their words; raises ValueError for a word that is none."""

    def __missing__(self, word: str | None) -> None:
        raise ValueError(word)


class Sealed(TypeDecorator[bytes]):
    """Ciphertext made by ``storage.sealing``; opened only through a repository function."""

    impl = LargeBinary
    cache_ok = True


def words(enumeration: type[StrEnum]) -> type[Any]:
    """Return a column type for ``enumeration``, typed as SQLModel's ``sa_type`` expects it."""
    return cast("type[Any]", Words(enumeration))
