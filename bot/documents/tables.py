"""Files people send, told apart by their content and read into rows of cells: xlsx, xls, and csv in usual encodings.

Reading is work for a thread: it neither waits nor writes, but a large file takes up to a second.
"""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bot.documents import biff, workbooks
from bot.documents.archives import MAX_UNPACKED
from bot.documents.refusals import CellTooLong, FileFault, FileRefused, IllegalCharacter, OddSeparator, UnbalancedQuotes
from storage.rules.sheet import HEADER_DEPTH, MAX_ROWS, Row, TooManyRows

MAX_CELL = 32_767
_SAMPLE_LINES = 20
_MAX_LINES = 100_000
_SEPARATORS = ",\t;，；|"
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_READ_UNASKED = ",\t"
_TEXT_NAMES = (".csv", ".txt", ".tsv")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 BOM"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16 BOM"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16 BOM"),
)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one sheet or text file, the encoding it came in, and for workbooks the sheet read and those not read."""

    rows: tuple[Row, ...]
    encoding: str
    sheet: str | None = None
    other_sheets: tuple[str, ...] = ()


def read_table(name: str, data: bytes, separator: str | None = None) -> Table:
    """Return the rows of a file; ``separator`` is the answer to OddSeparator; raise a RefusalError of this package."""
    if len(data) > MAX_UNPACKED:
        raise FileRefused(FileFault.TOO_LARGE)
    if data.startswith(b"PK"):
        sheet, encoding = workbooks.read_xlsx(data), "xlsx"
    elif data.startswith(biff.SIGNATURE):
        sheet, encoding = workbooks.read_xls(data), "xls"
    else:
        return _read_text(name, data, separator)
    return Table(sheet.rows, encoding, sheet.name, sheet.others)


def _read_text(name: str, data: bytes, separator: str | None) -> Table:
    text, encoding = _decode(name, data)
    if text.lstrip()[:1] == "<" or not text.strip():
        raise FileRefused(FileFault.NOT_A_WORKBOOK if text.strip() else FileFault.EMPTY)
    _check_characters(text, is_text=name.lower().endswith(_TEXT_NAMES))
    return Table(tuple(_split(text, separator or _separator(text))), encoding)


def _decode(name: str, data: bytes) -> tuple[str, str]:
    """Decode by byte order mark, then UTF-8, then GB18030, which takes much of UTF-8 for Chinese if asked first."""
    for mark, codec, label in _MARKS:
        if data.startswith(mark):
            return _try(name, data, codec), label
    for codec, label in (("utf-8", "UTF-8"), (_wide(data), "UTF-16"), ("gb18030", "GB18030")):
        if codec and _decodes(data, codec):
            return data.decode(codec), label
    return _try(name, data, "gb18030"), "GB18030"


def _wide(data: bytes) -> str:
    """Name the UTF-16 that text without a mark must be in, judged by where its zero bytes fall; else nothing."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    if len(data) % 2 or not even + odd or (even and odd):
        return ""
    return "utf-16-le" if odd else "utf-16-be"


def _decodes(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _try(name: str, data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        is_text = name.lower().endswith(_TEXT_NAMES)
        raise FileRefused(FileFault.UNREADABLE_ENCODING if is_text else FileFault.NOT_A_WORKBOOK) from error


def _check_characters(text: str, *, is_text: bool) -> None:
    """Refuse control characters; in a file that claims to be a workbook they say that it is neither."""
    found = _CONTROLS.search(text)
    if found is None:
        return
    if not is_text:
        raise FileRefused(FileFault.NOT_A_WORKBOOK)
    before = text[: found.start()]
    raise IllegalCharacter(1 + (before.count("\n") or before.count("\r")))


def _separator(text: str) -> str:
    """Find what parts the columns: the sign found on most of the first lines, the comma in doubt."""
    lines = [line for line in text[:200_000].splitlines() if line.strip()][:_SAMPLE_LINES]
    on_lines = Counter({sign: sum(sign in line for line in lines) for sign in _SEPARATORS})
    best = max(_SEPARATORS, key=lambda sign: (on_lines[sign], sum(line.count(sign) for line in lines)))
    if on_lines[best] == on_lines[","]:
        return ","
    if best not in _READ_UNASKED:
        raise OddSeparator(best)
    return best


def _split(text: str, separator: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = filled = 0
    try:
        for number, fields in enumerate(reader, 1):
            filled += any(field.strip() for field in fields)
            if filled > MAX_ROWS + HEADER_DEPTH or number > _MAX_LINES:
                raise TooManyRows
            if any(len(field) > MAX_CELL for field in fields):
                raise CellTooLong(number)
            yield Row(number, tuple(field or None for field in fields))
    except csv.Error as error:
        # The reader has no other error than these two; the first is known by its words alone.
        raise (CellTooLong if "field limit" in str(error) else UnbalancedQuotes)(number + 1) from error
