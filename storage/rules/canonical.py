"""The one spelling of a JSON text that is frozen (keys sorted, no blanks, UTF-8) and the SHA-256 of those bytes."""

import hashlib
import json


def canonical(content: str) -> bytes:
    """Return the JSON text in its one spelling; raises ValueError when it is no JSON."""
    text = json.dumps(json.loads(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def checksum(content: str) -> str:
    """Return the SHA-256 of the canonical text in hexadecimal digits; raises ValueError when it is no JSON."""
    return hashlib.sha256(canonical(content)).hexdigest()
