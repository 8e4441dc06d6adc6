"""Safe HTML: values are escaped here and nowhere else."""

from html import escape


def safe(value: object) -> str:
    """Return ``value`` as text that Telegram shows exactly as it stands."""
    return escape(str(value), quote=False)


def bold(value: object) -> str:
    """Return ``value`` escaped and in bold."""
    return f"<b>{safe(value)}</b>"


GAP = "\n"
"""An empty line between the parts given to ``lines``."""


def lines(*parts: str) -> str:
    """Join the parts that are not empty, one a line; ``GAP`` leaves one line empty."""
    return "\n".join(part for part in parts if part).replace("\n\n\n", "\n\n").strip("\n")
