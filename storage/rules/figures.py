"""Numbers and ids as people type them: ASCII or full-width decimal digits; head-counts also with their words.

Reads Chinese: the words around a head-count are input vocabulary.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from storage.rules.refusals import RefusalError
from storage.rules.when.numerals import SPOKEN, number

MAX_ID = 2**63 - 1
MAX_HEADS = 9999
_LONGEST = 19
_ASCII = str.maketrans("０１２３４５６７８９", "0123456789")
_HEADS = re.compile(r"(?:应到|实到|到会|总?共)?\s*(.*?)(?:\.0)?\s*[人名位个]?[。.!！]?", re.DOTALL)
_MINUS = frozenset("-－−﹣‐–—")


class FigureFault(StrEnum):
    """Why a typed figure was not taken."""

    EMPTY = "empty"
    NOT_DIGITS = "not_digits"
    NEGATIVE = "negative"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"


@dataclass(eq=False)
class FigureRefused(RefusalError):
    """The figure was refused; ``low`` and ``high`` are the bounds that hold, both included."""

    kind: FigureFault
    low: int
    high: int


def read_id(text: str) -> int:
    """Return a record's number, 1 to 2**63 - 1; raise FigureRefused."""
    return read_count(text, 1, MAX_ID)


def read_count(text: str, low: int = 0, high: int = MAX_HEADS) -> int:
    """Return a whole number between the bounds, both included; raise FigureRefused."""
    digits = text.strip().translate(_ASCII)
    fault = _fault(digits)
    if fault is not None:
        raise FigureRefused(fault, low, high)
    figure = int(digits)
    if figure < low:
        raise FigureRefused(FigureFault.TOO_SMALL, low, high)
    if figure > high:
        raise FigureRefused(FigureFault.TOO_LARGE, low, high)
    return figure


def read_heads(text: str) -> int:
    """Return a head-count from 0 to 9999 such as 12, 12人, 实到十二人; raise FigureRefused."""
    found = _HEADS.fullmatch(text.strip())
    bare = found[1] if found else text
    return number(bare) if re.fullmatch(SPOKEN, bare) else read_count(bare)


def _fault(digits: str) -> FigureFault | None:
    if not digits:
        return FigureFault.EMPTY
    if digits[0] in _MINUS and _is_plain(digits[1:]):
        return FigureFault.NEGATIVE
    if not _is_plain(digits):
        return FigureFault.NOT_DIGITS
    # The length is judged before int(): Python refuses to convert thousands of digits with an error of its own.
    return FigureFault.TOO_LARGE if len(digits) > _LONGEST else None


def _is_plain(digits: str) -> bool:
    return digits.isascii() and digits.isdigit()
