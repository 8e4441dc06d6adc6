"""A reader for the plain PNG files the pictures are: eight bits a channel, not interlaced."""

import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True)
class Image:
    """Pixels of a picture, row by row."""

    width: int
    height: int
    channels: int
    rows: list[bytes]

    def pixel(self, x: int, y: int) -> tuple[int, ...]:
        """Red, green and blue at that place."""
        return tuple(self.rows[y][x * self.channels : x * self.channels + 3])

    def colours(self) -> set[tuple[int, ...]]:
        """Every colour there is."""
        n = self.channels
        return {tuple(row[i : i + 3]) for row in set(self.rows) for i in range(0, len(row), n)}


def _sum(values: bytes, above: bytes) -> Iterable[int]:
    return accumulate(values, lambda left, value: (left + value) & 255)


def _average(values: bytes, above: bytes) -> Iterator[int]:
    left = 0
    for value, up in zip(values, above, strict=True):
        left = (value + (left + up) // 2) & 255
        yield left


def _paeth(values: bytes, above: bytes) -> Iterator[int]:
    left = corner = 0
    for value, up in zip(values, above, strict=True):
        to_left, to_up, to_corner = abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)
        nearest = left if to_left <= to_up and to_left <= to_corner else up if to_up <= to_corner else corner
        left, corner = (value + nearest) & 255, up
        yield left


_BY_NEIGHBOURS = {1: _sum, 3: _average, 4: _paeth}


def _unfilter(kind: int, line: bytes, above: bytes, size: int) -> bytes:
    if kind == 0:
        return line
    if kind == 2:
        return bytes((value + up) & 255 for value, up in zip(line, above, strict=True))
    out = bytearray(len(line))
    for channel in range(size):
        out[channel::size] = bytes(_BY_NEIGHBOURS[kind](line[channel::size], above[channel::size]))
    return bytes(out)


def size(data: bytes) -> tuple[int, int]:
    """Width and height, from the header alone."""
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def read(data: bytes) -> Image:
    """The picture in these bytes."""
    width, height, depth, colour, *_ = struct.unpack(">IIBBBBB", data[16:29])
    size = {2: 3, 6: 4}[colour]
    assert depth == 8
    packed, place = b"", 8
    while place < len(data):
        length, kind = struct.unpack(">I4s", data[place : place + 8])
        packed += data[place + 8 : place + 8 + length] if kind == b"IDAT" else b""
        place += 12 + length
    raw, stride = zlib.decompress(packed), width * size + 1
    rows = [bytes(width * size)]
    for start in range(0, len(raw), stride):
        rows.append(_unfilter(raw[start], raw[start + 1 : start + stride], rows[-1], size))
    return Image(width, height, size, rows[1:])
