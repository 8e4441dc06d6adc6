"""Ledgers as Excel workbooks: the meeting ledger row by row, and the quarterly or annual table of compliance.

User text is written as strings whatever it looks like; counts, rates and days are numbers. A text longer than a cell
holds goes on in columns beside its own, nothing is cut off.
"""

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from unicodedata import east_asian_width

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from bot.documents.columns import LEDGER_COLUMNS, STATISTICS_COLUMNS
from bot.documents.labels import LABELS
from bot.documents.plain import clean, per_mille, pieces, sheet_names
from bot.documents.values import Column, LedgerRow, Share, Sheet, StatisticsRow

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
FONT = {"font_name": "SimSun", "font_size": 10.5, "valign": "vcenter", "border": 1}
RATES = frozenset({"attendance", "archived"})
SERIAL = "serial"
NARROW = 15  # columns below this width hold words that look better in the middle
ACTIVITIES = frozenset({"general_meeting", "committee_meeting", "group_meeting", "party_lecture", "theme_party_day"})
HEAD_ROW = 1
TITLE_HEIGHT, LINE_HEIGHT, ROOM, MOST_HEIGHT = 30.0, 14.0, 6.0, 409.0  # points; the last is the format's own limit
A3_FROM = 210  # the sum of widths from which a table no longer prints legibly on A4


def _share(name: str, share: Share) -> str | float:
    """A rate as a number to three decimals, or a pair as it is spoken of: required or full first."""
    if name in RATES:
        if share.part is None or share.whole is None:
            return str(LABELS["unrecorded"])
        return per_mille(share.part, share.whole) / 1000 if share.whole else str(LABELS["no_rate"])
    first, second = (share.part, share.whole) if name == "members" else (share.whole, share.part)
    return "/".join(str(LABELS["unrecorded"] if count is None else count) for count in (first, second))


def _value(row: LedgerRow | StatisticsRow, name: str, serial: int) -> str | int | float | date:
    """What stands in one cell; unknown counts and activities that do not apply in words."""
    if not name:
        return ""  # a column the superior's form has and no record fills
    if name == SERIAL:
        return "" if isinstance(row, StatisticsRow) and row.is_total else serial
    value = getattr(row, name)
    if isinstance(value, Share):
        return _share(name, value)
    if value is None and name == "filled_on":
        return ""
    if value is None:
        return str(LABELS["not_applicable"] if name in ACTIVITIES else LABELS["unrecorded"])
    return clean(value) if isinstance(value, str) else value


def _columns(sheet: Sheet) -> Sequence[Column]:
    """The sheet's own columns, or the usual ones of its kind."""
    if sheet.columns:
        return sheet.columns
    return STATISTICS_COLUMNS if sheet.rows and isinstance(sheet.rows[0], StatisticsRow) else LEDGER_COLUMNS


def _spread(sheet: Sheet) -> tuple[list[Column], list[list[str | int | float | date]]]:
    """Columns and rows with every over-long text laid out over as many columns as its longest needs."""
    titles: list[Column] = []
    blocks: list[list[list[str | int | float | date]]] = []
    for column in _columns(sheet):
        rows: Sequence[LedgerRow | StatisticsRow] = sheet.rows
        values = [_value(row, column.name, serial) for serial, row in enumerate(rows, 1)]
        parts = [pieces(value) if isinstance(value, str) else [value] for value in values]
        most = max((len(part) for part in parts), default=1)
        titles += [column if n == 0 else _continued(column, n) for n in range(most)]
        blocks.append([[*part, *[""] * (most - len(part))] for part in parts])
    return titles, [[cell for block in blocks for cell in block[index]] for index in range(len(sheet.rows))]


def _continued(column: Column, number: int) -> Column:
    """The heading of a column that carries on the text of the one before."""
    return Column(column.name, column.title + LABELS["continued"].format(n=number), column.width)


def write_text(worksheet: Worksheet, row: int, column: int, text: str, style: Format | None = None) -> None:
    """Write text as text; what the writer takes for its own rich markup goes in as plain fragments."""
    if text.startswith("<r>") and text.endswith("</r>"):
        worksheet.write_rich_string(row, column, text[0], text[1], text[2:], *([style] if style else []))
    else:
        worksheet.write_string(row, column, text, style)


class _Styles:
    """The cell formats of one workbook."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self.title = workbook.add_format({**FONT, "bold": True, "font_size": 16, "border": 0, "align": "center"})
        self.head = workbook.add_format(
            {**FONT, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#F2F2F2"}
        )
        self.text = workbook.add_format({**FONT, "text_wrap": True})
        self.short = workbook.add_format({**FONT, "align": "center", "text_wrap": True})
        self.count = workbook.add_format({**FONT, "align": "center"})
        self.rate = workbook.add_format({**FONT, "align": "center", "num_format": "0.0%"})
        self.day = workbook.add_format({**FONT, "align": "center", "num_format": "yyyy-mm-dd"})


def _write_cell(
    worksheet: Worksheet,
    row: int,
    column: int,
    value: Any,  # noqa: ANN401 - a cell
    styles: _Styles,
    *,
    narrow: bool,
) -> None:
    """One cell by the kind of its value."""
    if isinstance(value, str):
        write_text(worksheet, row, column, value, styles.short if narrow else styles.text)
    elif isinstance(value, date):
        worksheet.write_datetime(row, column, datetime(value.year, value.month, value.day), styles.day)  # noqa: DTZ001 - a day
    else:
        worksheet.write_number(row, column, value, styles.rate if isinstance(value, float) else styles.count)


def _write_sheet(worksheet: Worksheet, sheet: Sheet, styles: _Styles) -> None:
    """Title line, headings, rows; headings stay in sight and repeat on every printed page."""
    columns, rows = _spread(sheet)
    if len(columns) > 1:
        worksheet.merge_range(0, 0, 0, len(columns) - 1, "", styles.title)
    write_text(worksheet, 0, 0, clean(sheet.title), styles.title)
    worksheet.set_row(0, TITLE_HEIGHT)
    worksheet.set_row(HEAD_ROW, _height([column.title for column in columns], columns))
    for index, column in enumerate(columns):
        write_text(worksheet, HEAD_ROW, index, column.title, styles.head)
        worksheet.set_column(index, index, column.width)
    for number, row in enumerate(rows, HEAD_ROW + 1):
        worksheet.set_row(number, _height(row, columns))
        for index, value in enumerate(row):
            _write_cell(worksheet, number, index, value, styles, narrow=columns[index].width < NARROW)
    worksheet.freeze_panes(HEAD_ROW + 1, 1)
    worksheet.repeat_rows(HEAD_ROW)
    worksheet.set_landscape()
    worksheet.set_paper(9 if sum(column.width for column in columns) < A3_FROM else 8)
    worksheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    worksheet.set_footer(f"&C{LABELS['page']}")
    worksheet.fit_to_pages(1, 0)


def _height(row: Sequence[str | int | float | date], columns: Sequence[Column]) -> float:
    """The height (points) at which no cell of a row is cut off: a file from elsewhere is not fitted when opened."""
    most = max(
        (_lines(value, column.width) for value, column in zip(row, columns, strict=True) if isinstance(value, str)),
        default=1,
    )
    return min(MOST_HEIGHT, max(1, most) * LINE_HEIGHT + ROOM)


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column; a Chinese sign is two digits wide."""
    room = max(2.0, width - 1)
    return sum(max(1, -(-int(_width(part) * 10) // int(room * 10))) for part in text.split("\n"))


def _width(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def workbook(sheets: Sequence[Sheet], organisation: str, made_at: datetime) -> bytes:
    """An .xlsx of one or more sheets; equal arguments give equal bytes (``made_at`` is aware)."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    moment = made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    book.set_properties({"author": clean(organisation), "title": clean(sheets[0].title), "created": moment})
    styles = _Styles(book)
    for name, sheet in zip(sheet_names([sheet.tab for sheet in sheets], LABELS["sheet"]), sheets, strict=True):
        _write_sheet(book.add_worksheet(name), sheet, styles)
    book.close()
    return out.getvalue()
