"""Pictures where people would rather look than read: heat map, attendance bars, check-in poster, as PNG.

Data reach the picture templates as inert JSON; the fonts are the ones vendored here, never the machine's.
Every picture needs the same facts as text beside it.
"""

import io
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, TypeVar

from bot.documents.labels import LABELS
from bot.documents.plain import per_mille
from bot.documents.typesetter import Typesetter, shared
from bot.documents.values import AttendanceBars, BarRow, CheckInPoster, MonthActivityGrid

MOST_ROWS = 40

T = TypeVar("T")


def _shown(rows: Sequence[T]) -> tuple[Sequence[T], int]:
    """The rows that fit one picture (time and memory grow steeply with its height) and how many do not."""
    return rows[:MOST_ROWS], max(0, len(rows) - MOST_ROWS)


def rate(present: int, expected: int) -> str:
    """Rate of attendance with one decimal, halves up; a dash where nobody was expected."""
    if expected == 0:
        return str(LABELS["no_rate"])
    whole, tenth = divmod(per_mille(present, expected), 10)
    return f"{whole}.{tenth}%"


def _bar(row: BarRow) -> dict[str, Any]:
    """A bar with its scale and its rate."""
    counted = row.present + row.leave + row.absent + row.away + row.unknown
    return asdict(row) | {"scale": max(row.expected, counted), "rate": bar_rate(row)}


def bar_rate(row: BarRow) -> str:
    """The rate of one bar; a dash while somebody's attendance is unknown."""
    return str(LABELS["no_rate"]) if row.unknown else rate(row.present, row.expected)


def _qr(link: str) -> str:
    """The link as a QR code drawing with the margin scanners need, medium error correction."""
    out = io.BytesIO()
    import segno  # late: many who draw need no code

    segno.make(link, error="m", micro=False).save(out, kind="svg", xmldecl=False, border=4)
    return out.getvalue().decode()


class Painter:
    """Draws pictures 1080 pixels wide with the typesetter it is given."""

    def __init__(self, typesetter: Typesetter | None = None) -> None:
        self._typesetter = typesetter or shared()

    async def month_activity_grid(self, grid: MonthActivityGrid) -> bytes:
        """The heat map; rows past the fortieth are not drawn but counted in a note.

        Raises ValueError when the cells of a row do not span the columns.
        """
        if any(sum(cell.span for cell in row.cells) != len(grid.columns) for row in grid.rows):
            raise ValueError(len(grid.columns))
        rows, omitted = _shown(grid.rows)
        return await self._typesetter.picture(
            "heatmap", asdict(grid) | {"rows": [asdict(row) for row in rows], "omitted": omitted}
        )

    async def attendance_bars(self, bars: AttendanceBars) -> bytes:
        """The bars; rows past the fortieth are not drawn but counted in a note."""
        rows, omitted = _shown(bars.rows)
        return await self._typesetter.picture(
            "bars", asdict(bars) | {"rows": [_bar(row) for row in rows], "omitted": omitted}
        )

    async def check_in_poster(self, poster: CheckInPoster) -> bytes:
        """The poster with the link as a QR code that reads back at 360 pixels too."""
        return await self._typesetter.picture("poster", asdict(poster) | {"qr": _qr(poster.link)})
