"""Texts made for Telegram, on a terminal: without markup, one line where one line is promised."""

import re
from html import unescape

_TAG = re.compile(r"</?[a-z][^<>]*>")
_BREAKS = re.compile(r"\s*[\r\n]+\s*")


def plain(text: str) -> str:
    """Return an HTML letter's text as it would be read; values in it were escaped, so only our own tags go."""
    return unescape(_TAG.sub("", text))


def one_line(text: str) -> str:
    """Return the text on a single line."""
    return _BREAKS.sub(" ", plain(text)).strip()
