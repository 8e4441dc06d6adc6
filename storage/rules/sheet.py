"""Rows of cells as an import file holds them, and how the header row is found among them by its content.

The blanks people write into optional cells are input vocabulary.

Reads Chinese: input vocabulary.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from storage.rules.characters import simplified
from storage.rules.refusals import RefusalError

MAX_ROWS = 5000
HEADER_DEPTH = 20
LONGEST_TITLE = 60  # characters
_PLACEHOLDERS = frozenset({"", "-", "--", "—", "——", "―", "–", "/", "\\", "无", "暂无", "空"})
_BRACKETS = re.compile(r"[(\[{【〔<《][^)\]}】〕>》]*[)\]}】〕>》]")
_ORNAMENTS = re.compile(r"[\s*:()\[\]{}【】〔〕<>《》\u200b\ufeff、,.]+")


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that computes; ``text`` is its expression with the leading equals sign, never its result."""

    text: str


Cell = str | int | float | bool | date | Formula | None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file; ``number`` counts from 1 as the person sees it."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """Where the known columns stand (field to position), and what other columns were found."""

    row: int
    positions: Mapping[str, int]
    unknown: tuple[str, ...]
    forbidden: tuple[str, ...]

    def pick(self, row: Row) -> dict[str, Cell]:
        """Return the cells of the known columns by field; a short row lacks its last cells."""
        return {field: row.cells[at] if at < len(row.cells) else None for field, at in self.positions.items()}


@dataclass(eq=False)
class HeaderMissing(RefusalError):
    """No row among the first carries the required columns; ``columns`` are the fields looked for."""

    columns: tuple[str, ...]


@dataclass(eq=False)
class NoRows(RefusalError):
    """There is nothing below the header row; raised by whoever was asked to import something."""


@dataclass(eq=False)
class TooManyRows(RefusalError):
    """The file holds more rows than one import takes."""

    limit: int = MAX_ROWS


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Column titles of one kind of file: spellings per field (the best first), what is required, what is never read."""

    titles: Mapping[str, tuple[str, ...]]
    required: tuple[str, ...]
    forbidden: re.Pattern[str] | None = None


def text_of(cell: Cell) -> str:
    """Return a cell as trimmed text: whole numbers without a decimal point, dates as ISO, a formula as typed."""
    if cell is None:
        return ""
    if isinstance(cell, Formula):
        return cell.text
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e19:
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()


def is_empty(cell: Cell) -> bool:
    """Return whether nothing is written in the cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip("\ufeff\u200b \t\r\n\u3000\xa0"))


def optional(cell: Cell) -> Cell:
    """Return the cell, or None where a person wrote that there is nothing (a dash, a stroke, 无)."""
    return None if isinstance(cell, str) and cell.strip() in _PLACEHOLDERS else cell


def is_formula(cell: Cell) -> bool:
    """Return whether the cell computes, or is text that a spreadsheet would compute when typed."""
    return isinstance(cell, Formula) or (isinstance(cell, str) and cell.lstrip().startswith(("=", "＝")))


def find_header(rows: Sequence[Row], vocabulary: Vocabulary) -> tuple[Header, Sequence[Row]]:
    """Return the header and the rows below it; raise HeaderMissing or TooManyRows."""
    for index, row in enumerate(rows[:HEADER_DEPTH]):
        header = _read_header(row, vocabulary)
        if all(field in header.positions for field in vocabulary.required):
            second = _second_tier(header, rows[index : index + 2], vocabulary)
            below = rows[index + 1 + bool(second) :]
            _check_amount(below)
            return second or header, below
    raise HeaderMissing(vocabulary.required)


def _second_tier(header: Header, rows: Sequence[Row], vocabulary: Vocabulary) -> Header | None:
    """Return the header with the titles that stand in a row of their own below it, under a common one; else None."""
    upper, lower = rows[0], rows[-1]
    if any(not is_empty(cell) for field, cell in header.pick(lower).items() if field in vocabulary.required):
        return None
    if not _read_header(lower, vocabulary).positions:
        return None
    pairs = zip_longest(upper.cells, lower.cells)
    return _read_header(
        Row(upper.number, tuple(over if is_empty(under) else under for over, under in pairs)), vocabulary
    )


def repeats(header: Header, row: Row, vocabulary: Vocabulary) -> bool:
    """Return whether the row is the header printed again, as at the top of a page."""
    again = _read_header(row, vocabulary).positions
    return all(again.get(field) == header.positions[field] for field in vocabulary.required)


def _check_amount(rows: Iterable[Row]) -> None:
    if sum(not all(map(is_empty, row.cells)) for row in rows) > MAX_ROWS:
        raise TooManyRows


def _read_header(row: Row, vocabulary: Vocabulary) -> Header:
    names = [(at, text_of(cell)) for at, cell in enumerate(row.cells) if not is_empty(cell)]
    positions: dict[str, int] = {}
    for field, titles in vocabulary.titles.items():
        ranked = [(rank, at) for at, name in names if (rank := _rank(name, titles)) is not None]
        if ranked:
            positions[field] = min(ranked)[1]
    rest = [name for at, name in names if at not in positions.values()]
    forbidden = tuple(name for name in rest if _is_forbidden(name, vocabulary))
    unknown = tuple(_shown(name) for name in rest if name not in forbidden)
    return Header(row.number, positions, unknown, tuple(map(_shown, forbidden)))


def _rank(name: str, titles: Sequence[str]) -> int | None:
    if len(name) > LONGEST_TITLE:  # looking for brackets costs the square of the length
        return None
    normal = simplified(unicodedata.normalize("NFKC", name))
    spellings = (_ORNAMENTS.sub("", normal), _ORNAMENTS.sub("", _BRACKETS.sub("", normal)))
    return next((titles.index(spelling) for spelling in spellings if spelling in titles), None)


def _is_forbidden(name: str, vocabulary: Vocabulary) -> bool:
    return vocabulary.forbidden is not None and vocabulary.forbidden.search(name) is not None


def _shown(name: str) -> str:
    """Cut a column title to what fits a message."""
    return name[:30]
