"""The frozen content inside a minutes file: canonical JSON in, and out again to be checked years later.

Canonical means keys sorted, no blanks, UTF-8, as in the audit chain; the checksum is the SHA-256 of those bytes.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from bot.documents.package import open_document, unpack
from bot.documents.refusals import SealMissingError
from storage.rules.canonical import canonical, checksum

NAMESPACE = "urn:sanhui:minutes:1"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|\r")


@dataclass(frozen=True, slots=True)
class Verification:
    """What a minutes file says of itself; compare ``sha256`` with the record or with an anchor on paper."""

    version: int
    sha256: str
    content: str
    content_intact: bool
    text_intact: bool


def _visible(document: Any) -> str:  # noqa: ANN401 - untyped library
    """The text of the body, a line per paragraph; runs and their formatting do not matter."""
    marks = {qn("w:br"): "\n", qn("w:tab"): "\t"}
    paragraphs = document.element.body.iter(qn("w:p"))
    parts = ((node.text or marks.get(node.tag, "") for node in each.iter(qn("w:t"), *marks)) for each in paragraphs)
    return "\n".join("".join(texts) for texts in parts)


def text_digest(document: Any) -> str:  # noqa: ANN401 - untyped library
    """SHA-256 in hex of the visible text of an open document."""
    return hashlib.sha256(_visible(document).encode()).hexdigest()


def embedded(version: int, sha256: str, text: str, content: str) -> bytes:
    """The custom part: version, checksum, digest of the visible text, and the canonical JSON readable inside."""
    json_text = canonical(content).decode("utf-8", "surrogatepass")
    safe = escape(_NOT_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", json_text))
    head = f'<minutes xmlns="{NAMESPACE}" version="{version}" sha256="{sha256}" text="{text}">'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}{safe}</minutes>'.encode()


def _read(blob: bytes) -> tuple[int, str, str, str]:
    """Version, checksum, text digest and content of the custom part; raises SealMissingError when it is garbled."""
    try:
        seal = parse_xml(blob)
        found = int(seal.get("version")), str(seal.get("sha256")), str(seal.get("text")), str(seal.text)
        canonical(found[3])
    except (SyntaxError, ValueError, TypeError, RecursionError) as error:
        raise SealMissingError from error
    return found


def verify(data: bytes) -> Verification:
    """Recompute both digests of a minutes file; raises PackageRefusedError or SealMissingError."""
    parts = unpack(data)
    blobs = [part for name, part in parts.items() if name.startswith("customXml/") and NAMESPACE.encode() in part]
    if not blobs:
        raise SealMissingError
    version, sha256, text, content = _read(blobs[0])
    return Verification(
        version=version,
        sha256=sha256,
        content=content,
        content_intact=checksum(content) == sha256,
        text_intact=text_digest(open_document(parts)) == text,
    )
