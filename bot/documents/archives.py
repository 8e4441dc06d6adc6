"""A workbook's zip container, judged by its directory before anything is unpacked, then unpacked once under a bound."""

import io
import struct
import zipfile
import zlib
from xml.parsers import expat

from bot.documents.refusals import FileFault, FileRefused

MAX_UNPACKED = 20_000_000
MAX_PARTS = 200
MAX_RATIO = 100
_RATIO_FROM = 1_000_000
_MAX_DIRECTORY = MAX_PARTS * 600
_END_RECORD = b"PK\x05\x06"
_NESTED = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
# An encoding nobody knows surfaces as LookupError, one of several bytes a character as ValueError.
MARKUP_ERRORS = (expat.ExpatError, LookupError, ValueError)
_MARKUP_NAMES = (".xml", ".rels", ".vml")


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the parts of a workbook by name; raise FileRefused before unpacking what is out of bounds."""
    _check_directory(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_entries(entries)
            parts = {entry.filename.replace("\\", "/"): archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, struct.error) as error:
        # A declared size that lies ends here: no more than it is read, and the checksum no longer fits.
        raise FileRefused(FileFault.DAMAGED) from error
    _check_parts(parts)
    return parts


def pack(parts: dict[str, bytes]) -> bytes:
    """Return the parts as a plain container, so that the spreadsheet reader sees exactly what was judged."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _check_directory(data: bytes) -> None:
    """Judge the end record alone: a hundred thousand entries cost time even to list."""
    at = data.rfind(_END_RECORD, max(0, len(data) - 65_557))
    if at < 0 or len(data) < at + 22:
        raise FileRefused(FileFault.DAMAGED)
    count, size = struct.unpack_from("<HI", data, at + 10)
    if count > MAX_PARTS or size > _MAX_DIRECTORY:
        raise FileRefused(FileFault.TOO_MANY_PARTS)


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_PARTS:
        raise FileRefused(FileFault.TOO_MANY_PARTS)
    names = {entry.filename.lower().replace("\\", "/") for entry in entries}
    if len(names) < len(entries):
        raise FileRefused(FileFault.DAMAGED)
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileRefused(FileFault.ENCRYPTED)
    if any(entry.compress_type not in _METHODS for entry in entries):
        raise FileRefused(FileFault.DAMAGED)
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED or any(map(_is_bomb, entries)):
        raise FileRefused(FileFault.TOO_LARGE)


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > _RATIO_FROM and entry.file_size > MAX_RATIO * entry.compress_size


def _check_parts(parts: dict[str, bytes]) -> None:
    if any(content.startswith(_NESTED) for content in parts.values()):
        raise FileRefused(FileFault.NESTED_ARCHIVE)
    for name, content in parts.items():
        if name.lower().endswith(_MARKUP_NAMES):
            _check_prolog(content)


class _PrologEnd(Exception):
    """The root element has begun; a document type can no longer follow."""


def _check_prolog(content: bytes) -> None:
    """Refuse a document type declaration in any encoding: it is how entities and outside files come in."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = _end_of_prolog
    try:
        parser.Parse(content, True)
    except _PrologEnd:
        return
    except MARKUP_ERRORS as error:
        raise FileRefused(FileFault.DAMAGED) from error


def _refuse_doctype(*_: object) -> None:
    raise FileRefused(FileFault.UNSAFE_CONTENT)


def _end_of_prolog(*_: object) -> None:
    raise _PrologEnd
