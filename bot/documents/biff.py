"""A look into an old Excel file (xls): which cells are filled and which are formulas, before the reader opens it.

Sources: [MS-CFB] for the container, [MS-XLS] for the records. Only what a roster needs is understood; anything out of
order is a damaged file.
"""

import struct
from collections.abc import Iterator

from bot.documents.archives import MAX_UNPACKED
from bot.documents.extent import Extent
from bot.documents.refusals import FileFault, FileRefused

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FREE = 0xFFFFFFFA  # this and above are no sectors: difat, fat, end of chain, free
_BOUNDSHEET, _FILEPASS, _EOF, _FORMULA, _MULRK = 0x0085, 0x002F, 0x000A, 0x0006, 0x00BD
_CELLS = frozenset({_FORMULA, _MULRK, 0x0203, 0x0204, 0x0205, 0x027E, 0x00FD, 0x00D6})
_WORKSHEET = 0


def survey(data: bytes) -> dict[str, Extent]:
    """Return the extent of every worksheet by name; raise FileRefused or TooManyRows."""
    if len(data) > MAX_UNPACKED:
        raise FileRefused(FileFault.TOO_LARGE)
    try:
        stream = _workbook(_Container(data))
        return {name: _extent(stream, at) for name, at in _sheets(stream)}
    except (struct.error, IndexError, ValueError) as error:
        raise FileRefused(FileFault.DAMAGED) from error


class _Container:
    """The sectors, chains and directory of a compound file."""

    def __init__(self, data: bytes) -> None:
        shift, self._mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in {9, 12} or self._mini_shift != 6:
            raise FileRefused(FileFault.DAMAGED)
        self._data, self._size = data, 1 << shift
        self._fat = self._table(self._fat_sectors())
        first_directory, self._cutoff, first_mini = struct.unpack_from("<I4xII", data, 48)
        self.entries = dict(self._directory(self._chain(first_directory)))
        self._mini_fat = self._table(self._numbers(first_mini, self._fat))
        self._mini = self._chain(self.entries["Root Entry"][0]) if "Root Entry" in self.entries else b""

    def read(self, name: str) -> bytes:
        """Return a stream of the directory."""
        start, size = self.entries[name]
        if size >= self._cutoff:
            return self._chain(start)[:size]
        length = 1 << self._mini_shift
        pieces = (
            self._mini[number * length : (number + 1) * length] for number in self._numbers(start, self._mini_fat)
        )
        return b"".join(pieces)[:size]

    def _sector(self, number: int) -> bytes:
        return self._data[(number + 1) * self._size : (number + 2) * self._size]

    def _table(self, sectors: list[int]) -> list[int]:
        return [number for sector in sectors for (number,) in struct.iter_unpack("<I", _whole(self._sector(sector)))]

    def _fat_sectors(self) -> list[int]:
        sectors = list(struct.unpack_from("<109I", self._data, 76))
        (following,) = struct.unpack_from("<I", self._data, 68)
        visited: set[int] = set()
        while following < _FREE and following not in visited:
            visited.add(following)
            *more, following = self._table([following])
            sectors.extend(more)
        return [number for number in sectors if number < _FREE]

    def _numbers(self, start: int, table: list[int]) -> list[int]:
        """Follow a chain; one that bites its own tail is damaged."""
        numbers: dict[int, None] = {}
        while start < _FREE:
            if start in numbers:
                raise FileRefused(FileFault.DAMAGED)
            numbers[start] = None
            start = table[start]
        return list(numbers)

    def _chain(self, start: int) -> bytes:
        return b"".join(map(self._sector, self._numbers(start, self._fat)))

    @staticmethod
    def _directory(content: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
        for at in range(0, len(content) - 127, 128):
            (length,) = struct.unpack_from("<H", content, at + 64)
            if 2 <= length <= 64:
                name = content[at : at + length - 2].decode("utf-16-le")
                yield name, struct.unpack_from("<II", content, at + 116)


def _whole(sector: bytes) -> bytes:
    return sector[: len(sector) // 4 * 4]


def _workbook(container: _Container) -> bytes:
    names = set(container.entries)
    if "EncryptedPackage" in names:
        raise FileRefused(FileFault.ENCRYPTED)
    if any(name.startswith("_VBA_PROJECT") for name in names):
        raise FileRefused(FileFault.MACROS)
    name = next((name for name in ("Workbook", "Book") if name in names), None)
    if name is None:
        raise FileRefused(FileFault.NOT_A_WORKBOOK)
    return container.read(name)


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records from a position to the end of its substream; embedded charts are walked along with it."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length
        depth += (kind & 0xFF == 0x09) - (kind == _EOF)
        if depth <= 0:
            return


def _sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    for kind, body in _records(stream, 0):
        if kind == _FILEPASS:
            raise FileRefused(FileFault.ENCRYPTED)
        if kind == _BOUNDSHEET:
            at, _, sort, length = struct.unpack_from("<IBBB", body)
            if sort == _WORKSHEET:
                yield _name(body[7:], length), at


def _name(body: bytes, length: int) -> str:
    wide = bool(body[0] & 1)
    return body[1 : 1 + 2 * length].decode("utf-16-le") if wide else body[1 : 1 + length].decode("latin-1")


def _extent(stream: bytes, at: int) -> Extent:
    extent = Extent()
    for kind, body in _records(stream, at):
        if kind in _CELLS:
            row, column = struct.unpack_from("<HH", body)
            extent.add(row, column)
        if kind == _MULRK:
            extent.add(row, struct.unpack_from("<H", body, len(body) - 2)[0])
        if kind == _FORMULA:
            extent.formulas[row, column] = ""
    if extent.rows:
        extent.check()
    return extent
