"""Workbooks made for tests: honest xlsx files, the same with one part tampered with, and a minimal xls writer."""

import io
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import xlsxwriter

SHEET = "xl/worksheets/sheet1.xml"
Value = str | float | bool | None


def xlsx(rows: Sequence[Sequence[Value]], *, formulas: bool = False, sheets: Sequence[str] = ("名册",)) -> bytes:
    """Write rows to the first of the sheets; text that begins with = is a formula only if asked."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": formulas, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        first, *_ = [book.add_worksheet(name) for name in sheets]
        for number, row in enumerate(rows):
            first.write_row(number, 0, row)
    return buffer.getvalue()


def tampered(
    data: bytes, change: Callable[[str, bytes], bytes] = lambda _, part: part, more: Mapping[str, bytes] | None = None
) -> bytes:
    """Rewrite every part of a workbook through ``change`` and add further parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, part in (more or {}).items():
            new.writestr(name, part)
    return buffer.getvalue()


def on_sheet(replace: Callable[[bytes], bytes]) -> Callable[[str, bytes], bytes]:
    """Change the first worksheet alone."""
    return lambda name, part: replace(part) if name == SHEET else part


def with_cells(data: bytes, cells: bytes) -> bytes:
    """Put raw row markup at the end of the first worksheet."""
    return tampered(data, on_sheet(lambda part: part.replace(b"</sheetData>", cells + b"</sheetData>")))


def write_bomb(path: Path, size: int) -> None:
    """Write a workbook whose sheet is one endless cell of ``size`` bytes, without holding it in memory."""
    with zipfile.ZipFile(io.BytesIO(xlsx([["姓名"]]))) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != SHEET:
                new.writestr(name, old.read(name))
        head, tail = old.read(SHEET).split(b"</sheetData>")
        with new.open(SHEET, "w") as part:
            part.write(head + b'<row r="9"><c r="A9" t="inlineStr"><is><t>')
            for _ in range(size // 1_000_000):
                part.write(b"a" * 1_000_000)
            part.write(b"</t></is></c></row></sheetData>" + tail)


def xls(rows: Sequence[Sequence[Value]], *, more_streams: Sequence[str] = ()) -> bytes:
    """Write rows to one BIFF8 sheet in a compound file; text that begins with = becomes a formula of value 0."""
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet += _cell(number, column, value)
    sheet += _record(0x000A, b"")
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    name = "名册".encode("utf-16-le")
    length = len(start) + 4 + 8 + len(name) + 4
    bound = _record(0x0085, struct.pack("<IBBBB", length, 0, 0, 2, 1) + name)
    return _compound((start + bound + _record(0x000A, b"") + sheet).ljust(4096, b"\0"), more_streams)


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _cell(row: int, column: int, value: Value) -> bytes:
    where = struct.pack("<HHH", row, column, 0)
    if value is None:
        return b""
    if isinstance(value, str) and value.startswith("="):
        return _record(0x0006, where + struct.pack("<dHIH", 0.0, 0, 0, 3) + b"\x1e\x01\x00")
    if isinstance(value, str):
        return _record(0x0204, where + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
    return _record(0x0203, where + struct.pack("<d", value))


def _compound(stream: bytes, more: Sequence[str]) -> bytes:
    """Lay out header, FAT sectors, one directory sector and the stream."""
    stream += b"\0" * (-len(stream) % 512)
    count = len(stream) // 512
    tables = -(-(count + 2) // 127)
    end, free = 0xFFFFFFFE, 0xFFFFFFFF
    fat = [0xFFFFFFFD] * tables + [end, *range(tables + 2, tables + 1 + count), end]
    fat += [free] * (128 * tables - len(fat))
    entries = [_entry("Root Entry", 5, end, 0), _entry("Workbook", 2, tables + 1, len(stream))]
    entries += [_entry(name, 1, end, 0) for name in more]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, tables, 0, 4096, end, 0, end, 0)
    header += struct.pack("<109I", *range(tables), *[free] * (109 - tables))
    return header + struct.pack(f"<{len(fat)}I", *fat) + b"".join(entries).ljust(512, b"\0") + stream


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    child = 1 if kind == 5 else 0xFFFFFFFF
    return (
        encoded.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(encoded), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
