"""The first visible sheet of an Excel workbook (xlsx, xls) as rows of cells, formulas named as such."""

import io
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, time, timedelta
from xml.parsers import expat

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from bot.documents import archives, biff
from bot.documents.archives import MARKUP_ERRORS
from bot.documents.extent import Extent
from bot.documents.refusals import FileFault, FileRefused
from storage.rules.sheet import Cell, Formula, Row, is_empty

_MAX_MERGES = 1000
_CELL = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet: its name, its filled rows from first to last, and the names of the sheets not read."""

    name: str
    rows: tuple[Row, ...]
    others: tuple[str, ...]


def read_xlsx(data: bytes) -> Sheet:
    """Return the first visible sheet of an xlsx file; raise FileRefused or TooManyRows."""
    parts = archives.unpack(data)
    workbook_name = _workbook_name(parts)
    book = _open(archives.pack(parts))
    index, others = _choose(book)
    path = _sheet_path(parts, workbook_name, book.sheets_metadata[index].name)
    extent = scan(parts[path])
    return Sheet(book.sheet_names[index], _rows(book, index, extent), others)


def read_xls(data: bytes) -> Sheet:
    """Return the first visible sheet of an xls file; raise FileRefused or TooManyRows."""
    extents = biff.survey(data)
    book = _open(data)
    index, others = _choose(book)
    return Sheet(book.sheet_names[index], _rows(book, index, extents.get(book.sheet_names[index], Extent())), others)


@contextmanager
def _reader() -> Iterator[None]:
    """Turn the spreadsheet reader's errors, and its panics over malformed records, into a damaged file."""
    try:
        yield
    except CalamineError as error:
        raise FileRefused(FileFault.DAMAGED) from error
    except BaseException as error:
        # A panic of the reader's Rust code derives from BaseException and has no importable name.
        if type(error).__name__ != "PanicException":
            raise
        raise FileRefused(FileFault.DAMAGED) from error


def _open(data: bytes) -> CalamineWorkbook:
    with _reader():
        return CalamineWorkbook.from_filelike(io.BytesIO(data))


def _choose(book: CalamineWorkbook) -> tuple[int, tuple[str, ...]]:
    """Pick the first worksheet a person sees; the other visible ones are named, not read."""
    seen = [
        index
        for index, sheet in enumerate(book.sheets_metadata)
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]
    if not seen:
        raise FileRefused(FileFault.EMPTY)
    return seen[0], tuple(book.sheet_names[index] for index in seen[1:])


def _workbook_name(parts: Mapping[str, bytes]) -> str:
    """Find the workbook part; a container without one is some other document, one with macros is refused."""
    names = {name.lower(): name for name in parts}
    types = parts.get(names.get("[content_types].xml", ""), b"")
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names) or b"macroEnabled" in types:
        raise FileRefused(FileFault.MACROS)
    if "xl/workbook.xml" not in names:
        raise FileRefused(FileFault.NOT_A_WORKBOOK)
    return names["xl/workbook.xml"]


def _sheet_path(parts: Mapping[str, bytes], workbook: str, sheet: str) -> str:
    """Follow the workbook's relationship from a sheet's name to its part."""
    relations = posixpath.join(posixpath.dirname(workbook), "_rels", posixpath.basename(workbook) + ".rels")
    ids = [each for each in _elements(parts[workbook], "sheet") if each.get("name") == sheet]
    targets = {each.get("Id"): each.get("Target", "") for each in _elements(parts.get(relations, b""), "Relationship")}
    wanted = next((value for each in ids for name, value in each.items() if name.endswith(":id")), "")
    target = posixpath.normpath(posixpath.join("/", posixpath.dirname(workbook), targets.get(wanted, ""))).lower()
    path = next((name for name in parts if "/" + name.lower() == target), None)
    if path is None:
        raise FileRefused(FileFault.DAMAGED)
    return path


def _elements(content: bytes, name: str) -> list[dict[str, str]]:
    """Return the attributes of every element of that local name."""
    found: list[dict[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if _local(tag) == name:
            found.append(attributes)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    _parse(parser, content)
    return found


def scan(content: bytes) -> Extent:
    """Return where a worksheet part has values, and its formulas, from the cells themselves; raise TooManyRows."""
    scanner = _Scanner()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = scanner.start
    parser.EndElementHandler = scanner.end
    parser.CharacterDataHandler = scanner.text
    _parse(parser, content)
    return scanner.extent


class _Scanner:
    """Walks the cells of a worksheet part; the dimension a file claims is not believed."""

    def __init__(self) -> None:
        self.extent = Extent()
        self._row = self._column = -1
        self._formula: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Follow rows and cells by their own references, or by counting where they carry none."""
        match _local(tag):
            case "row":
                self._row = _number(attributes.get("r"), self._row + 2) - 1
                self._column = -1
            case "c":
                self._row, self._column = _position(attributes.get("r"), self._row, self._column + 1)
            case "f":
                self._formula = []
                self.extent.add(self._row, self._column)
            case "v" | "is":
                self.extent.add(self._row, self._column)

    def end(self, tag: str) -> None:
        """Close a formula."""
        if _local(tag) == "f" and self._formula is not None:
            self.extent.formulas[self._row, self._column] = "".join(self._formula)[:200]
            self._formula = None

    def text(self, characters: str) -> None:
        """Gather a formula's expression."""
        if self._formula is not None:
            self._formula.append(characters)


def _parse(parser: expat.XMLParserType, content: bytes) -> None:
    try:
        parser.Parse(content, True)
    except MARKUP_ERRORS as error:
        raise FileRefused(FileFault.DAMAGED) from error


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


def _number(text: str | None, counted: int) -> int:
    if text is None:
        return counted
    if not re.fullmatch(r"[1-9]\d{0,6}", text, re.ASCII):
        raise FileRefused(FileFault.DAMAGED)
    return int(text)


def _position(reference: str | None, row: int, column: int) -> tuple[int, int]:
    """Return row and column from 0 of a reference such as B12."""
    if reference is None:
        return row, column
    found = _CELL.fullmatch(reference.upper())
    if found is None:
        raise FileRefused(FileFault.DAMAGED)
    number = 0
    for letter in found.group(1):
        number = number * 26 + ord(letter) - 64
    return int(found.group(2)) - 1, number - 1


def _rows(book: CalamineWorkbook, index: int, extent: Extent) -> tuple[Row, ...]:
    extent.check()
    with _reader():
        sheet = book.get_sheet_by_index(index)
        cells = _cells(sheet)
    for (row, column), expression in extent.formulas.items():
        line = cells.setdefault(row, [])
        line.extend([None] * (column + 1 - len(line)))
        line[column] = Formula(expression)
    _fill_merged(cells, sheet.merged_cell_ranges or ())
    return tuple(Row(number + 1, tuple(cells.get(number, ()))) for number in _span(cells))


def _cells(sheet: CalamineSheet) -> dict[int, list[Cell]]:
    top, left = sheet.start or (0, 0)
    blank: list[Cell] = [None] * left
    return {top + at: blank + [_cell(value) for value in values] for at, values in enumerate(sheet.iter_rows())}


def _span(cells: Mapping[int, list[Cell]]) -> range:
    """Return the rows from the first to the last that hold anything."""
    filled = [number for number, line in cells.items() if not all(map(is_empty, line))]
    return range(min(filled), max(filled) + 1) if filled else range(0)


def _cell(value: str | float | bool | date | time | timedelta) -> Cell:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e19:
        return int(value)
    if isinstance(value, time | timedelta):
        return str(value)
    return None if value == "" else value


def _fill_merged(cells: dict[int, list[Cell]], merges: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Repeat a value merged downwards (a group written once for its people) on the filled rows it covers."""
    for (top, left), (bottom, right) in list(merges)[:_MAX_MERGES]:
        if left == right and top < bottom and left < len(cells.get(top, ())):
            for number in range(top + 1, min(bottom, max(cells)) + 1):
                line = cells.get(number, [])
                if left < len(line) and is_empty(line[left]) and not all(map(is_empty, line)):
                    line[left] = cells[top][left]
