"""Telegram's HTML in pages: cut between what people see, never inside a tag or an entity.

Telegram counts code points after the entities are parsed; tags cost nothing and ``&lt;`` counts one.
"""

import re
from collections.abc import Sequence
from html import unescape

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024

_UNIT = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:lt|gt|amp|quot|#\d+|#[xX][0-9a-fA-F]+);|.", re.DOTALL)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z-]*)")


def split(text: str, limit: int = TEXT_LIMIT) -> list[str]:
    """Return ``text`` as pages of at most ``limit`` visible characters, each well formed; blank pages are left out.

    A cut is made after the last line break of a page's second half, else where the page is full.
    """
    pages: list[str] = []
    carried: list[str] = []
    page: list[str] = []
    seen = 0
    for unit in _UNIT.findall(text):
        if not _is_tag(unit) and seen == limit:
            page, rest = _cut(page)
            pages.append(_closed(carried, page))
            carried = _open(carried, page)
            page, seen = rest, _seen(rest)
        page.append(unit)
        seen += not _is_tag(unit)
    return [one for one in [*pages, _closed(carried, page)] if plain(one).strip()]


def length(text: str) -> int:
    """Return how many characters of ``text`` Telegram counts."""
    return _seen(_UNIT.findall(text))


def plain(text: str) -> str:
    """Return what a reader would see, without formatting."""
    return "".join("" if _is_tag(unit) else unescape(unit) for unit in _UNIT.findall(text))


def _is_tag(unit: str) -> bool:
    return len(unit) > 1 and unit.startswith("<")


def _seen(units: Sequence[str]) -> int:
    return sum(1 for unit in units if not _is_tag(unit))


def _cut(page: list[str]) -> tuple[list[str], list[str]]:
    """Part a full page after the last line break of its second half, if there is one."""
    breaks = [place for place in range(len(page) // 2, len(page)) if page[place] == "\n"]
    where = breaks[-1] + 1 if breaks else len(page)
    return page[:where], page[where:]


def _open(carried: Sequence[str], units: Sequence[str]) -> list[str]:
    """Return the tags still open after ``units``, outermost first, as they were written."""
    stack = list(carried)
    for unit in units:
        found = _TAG.match(unit) if _is_tag(unit) else None
        if found is None:
            continue
        if not found[1]:
            stack.append(unit)
        elif stack:
            stack.pop()
    return stack


def _closed(carried: Sequence[str], units: Sequence[str]) -> str:
    """Write a page with the tags it inherits opened and the tags it leaves open closed."""
    names = [found[2] for tag in reversed(_open(carried, units)) if (found := _TAG.match(tag))]
    return "".join((*carried, *units, *(f"</{name}>" for name in names)))
