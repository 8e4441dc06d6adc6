"""What reading a roster file yields: entries, refused rows, and the columns that were found."""

from dataclasses import dataclass
from datetime import date

from storage.rules.rows import Refused
from storage.rules.terms import Category, Duty


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """One person as a roster row describes them; ``given`` are the fields on which the file has something to say.

    From ``left_on`` on they are no longer of the branch.
    """

    row: int
    name: str
    category: Category
    group: str | None = None
    duties: frozenset[Duty] = frozenset()
    other_duties: tuple[str, ...] = ()
    tail: str | None = None
    joined_on: date | None = None
    confirmed_on: date | None = None
    left_on: date | None = None
    note: str | None = None
    given: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Warned:
    """Something of a row that was left out while the row itself was taken."""

    row: int
    name: str
    what: str


@dataclass(frozen=True, slots=True)
class RosterReading:
    """All a roster file says: where its header stands, who is in it, what was refused and what was not read."""

    header_row: int
    entries: tuple[RosterEntry, ...]
    refused: tuple[Refused, ...] = ()
    warned: tuple[Warned, ...] = ()
    blank_rows: tuple[int, ...] = ()
    unknown_columns: tuple[str, ...] = ()
    forbidden_columns: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all stands below the header (an organisation without members, or the wrong file)."""
        return not self.entries and not self.refused
