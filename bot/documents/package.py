"""Office packages as bytes: opened with care, written the same every time."""

import io
import zipfile
import zlib
from typing import Any

from docx import Document

from bot.documents.refusals import PackageRefusedError

CONTENT_TYPES = "[Content_Types].xml"
MOST_PARTS = 200
MOST_BYTES = 20 * 1024 * 1024
WORST_RATIO = 100
SMALL_PART = 1024 * 1024
EPOCH = (1980, 1, 1, 0, 0, 0)


def _bomb(infos: list[zipfile.ZipInfo]) -> bool:
    """Whether the declared sizes pass what a document may need (a lying size fails at reading)."""
    if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > MOST_BYTES:
        return True
    return any(i.file_size > SMALL_PART and i.file_size > WORST_RATIO * max(i.compress_size, 1) for i in infos)


def unpack(data: bytes) -> dict[str, bytes]:
    """Parts by name; raises PackageRefusedError with not_a_package, too_large or doctype."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if _bomb(archive.infolist()):
                raise PackageRefusedError("too_large")
            parts = {info.filename: archive.read(info) for info in archive.infolist()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise PackageRefusedError("not_a_package") from error
    if CONTENT_TYPES not in parts:
        raise PackageRefusedError("not_a_package")
    if any(name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in part for name, part in parts.items()):
        raise PackageRefusedError("doctype")
    return parts


def pack(parts: dict[str, bytes]) -> bytes:
    """Parts as a zip with fixed order, times and attributes: equal parts give equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda part: (part != CONTENT_TYPES, part)):
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(info, parts[name])
    return out.getvalue()


def open_document(parts: dict[str, bytes]) -> Any:  # noqa: ANN401 - untyped library
    """The parts as an open Word document; raises PackageRefusedError when they are something else."""
    try:
        return Document(io.BytesIO(pack(parts)))
    except (KeyError, ValueError, SyntaxError, AttributeError) as error:
        raise PackageRefusedError("not_a_document") from error
