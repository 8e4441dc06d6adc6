"""Safe HTML: values are escaped here and nowhere else."""

import re
from html import escape

_HALF_PAIR = re.compile("[\ud800-\udfff]")


def safe(value: object) -> str:
    """Return ``value`` as text that Telegram shows exactly as it stands; U+FFFD for half a surrogate pair."""
    return escape(_HALF_PAIR.sub("\ufffd", str(value)), quote=False)


def bold(value: object) -> str:
    """Return ``value`` escaped and in bold."""
    return f"<b>{safe(value)}</b>"


GAP = "\n"
"""An empty line between the parts given to ``lines``."""


def lines(*parts: str) -> str:
    """Join the parts that are not empty, one a line; ``GAP`` leaves one line empty."""
    return "\n".join(part for part in parts if part).replace("\n\n\n", "\n\n").strip("\n")
