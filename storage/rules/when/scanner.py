"""Cutting a text into pieces by the forms of the grammar.

Reads Chinese.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from storage.rules.when.atoms import ATOMS
from storage.rules.when.grammar import FORMS, Slot


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text, what it is and the named parts it was made of."""

    slot: Slot
    text: str
    said: Mapping[str, str]


# Right behind a time these words make it a bound, not a moment: 12月5日前, 3点以后.
BOUND = re.compile("(?:[以之]?[前后内])(?![往来去台厅排勤面院门部容天年])")


def _compile(template: str) -> re.Pattern[str]:
    """A template as a pattern: blanks become optional, ``<name>`` its atom kept under that name."""

    def atom(match: re.Match[str]) -> str:
        name = match[1]
        body = ATOMS.get(name) or ATOMS[name.rstrip("0123456789")]
        return f"(?:{body})" if name.isupper() else f"(?P<{name}>{body})"

    return re.compile(re.sub(r"<(\w+)>", atom, template.replace(" ", " ?")), re.IGNORECASE)


@cache
def _table() -> tuple[tuple[Slot, re.Pattern[str]], ...]:
    """Return the forms as patterns, compiled when the first time is read: it takes a tenth of the whole start."""
    return tuple((slot, _compile(template)) for slot, template in FORMS)


def _piece_at(text: str, place: int) -> tuple[Piece | None, int]:
    """The piece of the first form that matches here and where it ends; none, and the next place, if no form does."""
    for slot, form in _table():
        if found := form.match(text, place):
            parts = found.groupdict().items()
            said = {name.rstrip("0123456789"): words.replace(" ", "") for name, words in parts if words}
            return Piece(slot, found[0].strip(), said), max(found.end(), place + 1)
    return None, place + 1


def scan(text: str) -> Iterator[Piece]:
    """The pieces of a tidied text from left to right; what no form knows is skipped."""
    place, bounded = 0, ""
    while place < len(text):
        if bounded and (bound := BOUND.match(text, place)):
            yield Piece(Slot.VAGUE, bounded + bound[0], {})
        piece, place = _piece_at(text, place)
        bounded = piece.text if piece and piece.slot in (Slot.DATE, Slot.PART, Slot.CLOCK) else ""
        if piece:
            yield piece
