"""What the database itself is in trouble with, told from the driver's error: nothing was saved then."""

import errno
from collections.abc import Iterator
from enum import StrEnum

from sqlalchemy.exc import SQLAlchemyError

_SQLITE = {
    "SQLITE_FULL": "full",
    "SQLITE_BUSY": "busy",
    "SQLITE_LOCKED": "busy",
    "SQLITE_IOERR": "away",
    "SQLITE_READONLY": "away",
    "SQLITE_CANTOPEN": "away",
}
_POSTGRESQL = {
    "53100": "full",
    "55P03": "busy",
    "40001": "busy",
    "40P01": "busy",
    "53300": "busy",
    "57014": "busy",
    "08": "away",
    "57P": "away",
    "25P03": "away",
    "25006": "away",
}
_LINKS = 12


class Trouble(StrEnum):
    """No room, somebody else is writing, or the database cannot be reached."""

    FULL = "full"
    BUSY = "busy"
    AWAY = "away"


class InDoubtError(SQLAlchemyError):
    """The line to the database broke at the commit: only the database knows whether anything was saved."""


def trouble_of(error: BaseException) -> Trouble | None:
    """Return the database's trouble behind ``error``, or None where the fault lies elsewhere."""
    found = next((found for found in map(_of, _chain(error)) if found is not None), None)
    # Bare, a line that broke is the driver's own: the line to Telegram breaks in its library's words.
    return found or (Trouble.AWAY if isinstance(error, ConnectionError) else None)


def _chain(error: BaseException) -> Iterator[BaseException]:
    waiting, seen = [error], set[int]()
    while waiting and len(seen) < _LINKS:
        each = waiting.pop(0)
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        further = (getattr(each, "orig", None), each.__cause__, each.__context__)
        waiting += [one for one in further if isinstance(one, BaseException)]


def _of(error: BaseException) -> Trouble | None:
    if getattr(error, "connection_invalidated", False):
        return Trouble.AWAY
    if isinstance(error, OSError):
        return Trouble.FULL if error.errno in (errno.ENOSPC, errno.EDQUOT) else None
    # SQLite's extended codes append to the name of the plain one; of PostgreSQL's, two or three signs name the class.
    name, state = getattr(error, "sqlite_errorname", None), getattr(error, "sqlstate", None)
    return _first(_SQLITE, name) or _first(_POSTGRESQL, state)


def _first(table: dict[str, str], code: object) -> Trouble | None:
    found = (word for begin, word in table.items() if isinstance(code, str) and code.startswith(begin))
    return next(map(Trouble, found), None)
