"""A reader for the plain PNG files the pictures are: eight bits a channel, not interlaced."""

import struct
import zlib
from dataclasses import dataclass


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


def _predict(kind: int, left: int, up: int, corner: int) -> int:
    if kind == 4:
        nearest = [abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)]
        return (left, up, corner)[nearest.index(min(nearest))]
    return (0, left, up, (left + up) // 2)[kind]


def _unfilter(kind: int, line: bytes, above: bytes, size: int) -> bytes:
    out = bytearray()
    for index, value in enumerate(line):
        left, corner = (out[index - size], above[index - size]) if index >= size else (0, 0)
        out.append((value + _predict(kind, left, above[index], corner)) & 255)
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
