"""Text that stays text: cleaning, CSV cells, worksheet names, rates, and the pieces of a text too long for one cell.

Spreadsheet limits are counted in UTF-16 units, as spreadsheets count them.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

CELL_LIMIT = 32_767
TAB_LIMIT = 31
ESCAPED_STARTS = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_PLANE_ENDS = "".join(chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_UNPRINTABLE = re.compile(f"[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef{_PLANE_ENDS}]")
_TAB_FORBIDDEN = re.compile(r"[\[\]:*?/\\\t\n]")


def clean(text: str) -> str:
    """Text fit for any document: line ends as LF, no controls, direction marks or noncharacters, U+FFFD for halves."""
    return _UNPRINTABLE.sub("", _SURROGATES.sub("\ufffd", _LINE_ENDS.sub("\n", text)))


def csv_cell(value: str | int) -> str | int:
    """A cell no spreadsheet reads as a formula: such text gets an apostrophe in front (security rule for CSV)."""
    if isinstance(value, int):
        return value
    text = _SURROGATES.sub("\ufffd", value).replace("\0", "")
    return f"'{text}" if text.lstrip(" \u00a0\u3000\u200b\ufeff")[:1] in ESCAPED_STARTS else text


def csv_bytes(rows: Iterable[Sequence[str | int]]) -> bytes:
    """Rows as RFC 4180 text in UTF-8 with a byte-order mark, so that spreadsheets show Chinese."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([csv_cell(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _units(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text) + sum(character > "\uffff" for character in text)


def pieces(text: str, limit: int = CELL_LIMIT) -> list[str]:
    """The text cut into parts of at most ``limit`` UTF-16 units (limit >= 2); joined they are the text again."""
    if len(text) * 2 <= limit or _units(text) <= limit:
        return [text]
    parts, start, used = [], 0, 0
    for index, character in enumerate(text):
        size = 2 if character > "\uffff" else 1
        if used + size > limit:
            parts.append(text[start:index])
            start, used = index, 0
        used += size
    return [*parts, text[start:]]


def per_mille(part: int, whole: int) -> int:
    """Part of whole in thousandths, halves up; raises ZeroDivisionError for a whole of nobody."""
    return (2000 * part + whole) // (2 * whole)


def sheet_names(wanted: Iterable[str], empty: str) -> list[str]:
    """Allowed, different worksheet names in order: forbidden signs become _, at most 31 units, repeats numbered."""
    names: list[str] = []
    taken = {"history"}
    for text in wanted:
        base = _TAB_FORBIDDEN.sub("_", clean(text)).strip().strip("'") or empty
        name, number = pieces(base, TAB_LIMIT)[0].rstrip("'"), 1
        while name.casefold() in taken:
            number += 1
            tail = f"({number})"
            name = pieces(base, TAB_LIMIT - len(tail))[0] + tail
        taken.add(name.casefold())
        names.append(name)
    return names
