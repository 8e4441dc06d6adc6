"""Column types that mean the same on SQLite (STRICT tables) and PostgreSQL."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import BigInteger, Boolean, Date, DateTime, Dialect, Integer, LargeBinary, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

_EPOCH, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)

Turn = Callable[[Any], Any]
"""From a value of ours to the driver's, or back; no layer in between, for it is called for every value."""


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

    def bind_processor(self, dialect: Dialect) -> Turn:
        """Write aware datetimes; raises ValueError for a naive one."""
        if dialect.name == "sqlite":
            return lambda value: None if value is None else (_utc(value) - _EPOCH) // _MICROSECOND
        return lambda value: None if value is None else _utc(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Turn:
        """Read aware UTC datetimes."""
        if dialect.name == "sqlite":
            return lambda value: None if value is None else _EPOCH + timedelta(microseconds=value)
        return lambda value: None if value is None else value.astimezone(UTC)


def _utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("naive datetime")
    return value.astimezone(UTC)


class Day(TypeDecorator[date]):
    """A calendar day without time: DATE on PostgreSQL, ISO text on SQLite."""

    impl = Date
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Pick the engine's own representation."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else Date())

    def bind_processor(self, dialect: Dialect) -> Turn:
        """Write dates; raises TypeError for a datetime, which would silently lose its time."""
        as_text = dialect.name == "sqlite"

        def write(value: date | None) -> Any:  # noqa: ANN401 - driver value
            if isinstance(value, datetime):
                raise TypeError("a day, not an instant")
            return value.isoformat() if value is not None and as_text else value

        return write

    def result_processor(self, dialect: Dialect, coltype: object) -> Turn | None:
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

    def bind_processor(self, dialect: Dialect) -> Turn | None:
        """Write bools."""
        return (lambda value: None if value is None else int(value)) if dialect.name == "sqlite" else None

    def result_processor(self, dialect: Dialect, coltype: object) -> Turn:
        """Read bools."""
        return lambda value: None if value is None else bool(value)


class Words(TypeDecorator[StrEnum]):
    """An enumeration stored as its word; an unknown word in the database raises ValueError on reading."""

    impl = Text
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def bind_processor(self, dialect: Dialect) -> Turn:
        """Write words or members as text; raises ValueError for a word that is none of the enumeration."""
        return _Members({None: None} | {word: word.value for word in self.words}).__getitem__

    def result_processor(self, dialect: Dialect, coltype: object) -> Turn:
        """Read the enumeration's members."""
        return _Members({None: None} | {word.value: word for word in self.words}).__getitem__


class _Members(dict[str | None, str | None]):
    """The words of an enumeration; raises ValueError for one that is none."""

    def __missing__(self, word: str | None) -> None:
        raise ValueError(word)


class Sealed(TypeDecorator[bytes]):
    """Ciphertext made by ``storage.sealing``; opened only through a repository function."""

    impl = LargeBinary
    cache_ok = True


def words(enumeration: type[StrEnum]) -> type[Any]:
    """Return a column type for ``enumeration``, typed as SQLModel's ``sa_type`` expects it."""
    return cast("type[Any]", Words(enumeration))
