"""How far a worksheet's filled cells reach, measured before a reader is allowed to spread them out in memory."""

from dataclasses import dataclass, field

from bot.documents.refusals import FileFault, FileRefused
from storage.rules.sheet import HEADER_DEPTH, MAX_ROWS, TooManyRows

_MAX_AREA = 500_000
_MAX_ROWS = MAX_ROWS + HEADER_DEPTH


@dataclass(slots=True)
class Extent:
    """Filled rows and columns of one sheet and its formulas by position, all counted from 0."""

    rows: set[int] = field(default_factory=set)
    left: int = 0
    right: int = 0
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)

    def add(self, row: int, column: int) -> None:
        """Take note of a filled cell; raise TooManyRows as soon as one import cannot take them."""
        self.left = min(self.left, column) if self.rows else column
        self.right = max(self.right, column)
        self.rows.add(row)
        if len(self.rows) > _MAX_ROWS:
            raise TooManyRows

    def check(self) -> None:
        """Refuse a sheet without cells, and one whose cells lie so far apart that the blanks between would not fit."""
        if not self.rows:
            raise FileRefused(FileFault.EMPTY)
        if (max(self.rows) - min(self.rows) + 1) * (self.right - self.left + 1) > _MAX_AREA:
            raise FileRefused(FileFault.SCATTERED)
