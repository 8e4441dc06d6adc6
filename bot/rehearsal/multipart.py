"""Reading multipart/form-data bodies: fields as text, files as uploads."""

import re

from bot.rehearsal.errors import bad
from bot.rehearsal.files import Upload

BOUNDARY = re.compile(r'boundary="?([^";]+)"?', re.IGNORECASE)


def read_multipart(content_type: str, body: bytes) -> tuple[dict[str, str], dict[str, Upload]]:
    """Return fields and files by name; raises ApiError 400 for a body that is none."""
    found = BOUNDARY.search(content_type)
    if found is None:
        raise bad("boundary not found")
    fields: dict[str, str] = {}
    uploads: dict[str, Upload] = {}
    for part in (b"\r\n" + body).split(b"\r\n--" + found[1].encode())[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        name, filename, mime = _described(head)
        if filename is None:
            fields[name] = content.decode("utf-8", "replace")
        else:
            uploads[name] = Upload(filename, content, mime)
    return fields, uploads


def _described(head: bytes) -> tuple[str, str | None, str]:
    """Return a part's field name, file name (None for a plain field) and media type."""
    lines = {
        key.lower(): value.strip() for key, _, value in (row.partition(":") for row in head.decode().split("\r\n"))
    }
    where = "; " + lines.get("content-disposition", "")
    return _option(where, "name") or "", _option(where, "filename"), lines.get("content-type", "text/plain")


def _option(line: str, key: str) -> str | None:
    """Return a quoted option of a Content-Disposition line with its escapes undone."""
    found = re.search(rf'[; ]{key}="((?:[^"\\]|\\.)*)"', line)
    return None if found is None else found[1].replace('\\"', '"').replace("%22", '"').replace("\\\\", "\\")
