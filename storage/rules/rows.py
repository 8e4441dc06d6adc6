"""What reading one row of an import file can come to: a value, or a refusal that leaves the other rows alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from storage.rules import wording
from storage.rules.characters import is_blank
from storage.rules.sheet import Cell, Header, Row, Vocabulary, is_empty, optional, repeats, text_of

Cells = Mapping[str, Cell]


class Reason(StrEnum):
    """Why a row of a roster or a ledger is not taken."""

    MISSING_NAME = "missing_name"
    BAD_NAME = "bad_name"
    FORMULA = "formula"
    UNKNOWN_CATEGORY = "unknown_category"
    BAD_TAIL = "bad_tail"
    MISSING_DATE = "missing_date"
    IMPOSSIBLE_DATE = "impossible_date"
    INCOMPLETE_DATE = "incomplete_date"
    FUTURE_DATE = "future_date"
    DATES_REVERSED = "dates_reversed"
    MISSING_TYPE = "missing_type"
    UNKNOWN_TYPE = "unknown_type"
    NEGATIVE = "negative"
    NOT_INTEGER = "not_integer"
    TOO_LARGE = "too_large"
    MORE_THAN_EXPECTED = "more_than_expected"
    ID_NUMBER = "id_number"
    SECRECY_MARK = "secrecy_mark"
    TEXT_TOO_LONG = "text_too_long"
    DUPLICATE_ROW = "duplicate_row"
    SAME_PERSON = "same_person"
    TAIL_NEEDED = "tail_needed"


@dataclass(frozen=True, slots=True)
class Refused:
    """One row not taken: its number, whom or what it names, why, in which column, and the offending value.

    ``detail`` is None where the value itself must not be repeated (citizen numbers, telephone numbers, secrecy marks);
    for a repeated row it is the number of the first.
    """

    row: int
    name: str
    reason: Reason
    column: str | None = None
    detail: str | None = None


class BadRow(Exception):
    """A row cannot be taken; readers turn it into a Refused, it never leaves them."""

    def __init__(self, reason: Reason, column: str, detail: str | None = None) -> None:
        super().__init__(reason)
        self.reason, self.column, self.detail = reason, column, detail

    def refused(self, row: int, name: str) -> Refused:
        """Return the refusal of that row."""
        return Refused(row, name, self.reason, self.column, self.detail)


_WORDING = {
    wording.WordingFault.TOO_LONG: Reason.TEXT_TOO_LONG,
    wording.WordingFault.ID_NUMBER: Reason.ID_NUMBER,
    wording.WordingFault.SECRECY_MARK: Reason.SECRECY_MARK,
}


def read_text(cells: Cells, field: str, limit: int) -> str | None:
    """Return a cell's cleaned text, None where nothing is written; ``limit`` in characters; raise BadRow."""
    written = text_of(optional(cells.get(field)))
    if is_blank(wording.clean(written)):
        return None
    try:
        return wording.check(written, limit).text
    except wording.WordingRefused as refusal:
        raise BadRow(_WORDING[refusal.kind], field) from None


def part(below: Sequence[Row], header: Header, vocabulary: Vocabulary) -> tuple[dict[int, Cells], tuple[int, ...]]:
    """Return the filled rows by number and the numbers of the blank ones, judged by the known columns alone."""
    picked: dict[int, Cells] = {row.number: header.pick(row) for row in below if not repeats(header, row, vocabulary)}
    blank = tuple(number for number, cells in picked.items() if all(map(is_empty, cells.values())))
    for number in blank:
        del picked[number]
    return picked, blank
