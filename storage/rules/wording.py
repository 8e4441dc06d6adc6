"""Free text people hand in: what is cleaned silently, what is asked about, and what must not be stored at all.

Reads Chinese: the classification marks of 保密法 and the digits of GB 11643 citizen numbers are input vocabulary.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from storage.rules.characters import is_blank, is_noncharacter, squeeze
from storage.rules.refusals import RefusalError

MAX_TEXT = 20_000
_ID_WINDOW = re.compile(r"(?=([1-9]\d{16}[\dXx]))", re.ASCII)
_ID_SHAPE = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{16}[0-9A-Za-z](?![0-9A-Za-z])", re.ASCII)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_SECRECY = re.compile(r"[绝机機秘]密[级級]?[★☆✩✪⭐]")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)", re.ASCII)
_BOT_LINK = re.compile(r"tg://|(?<![A-Za-z0-9_.-])(?:t|telegram)\.(?:me|dog)/", re.IGNORECASE)
_KEPT_CONTROLS = "\n\t"


class WordingFault(StrEnum):
    """Why a text is not stored."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    ID_NUMBER = "id_number"
    SECRECY_MARK = "secrecy_mark"


class WordingWarning(StrEnum):
    """What the writer must confirm before the text is stored."""

    MOBILE_NUMBER = "mobile_number"
    TELEGRAM_LINK = "telegram_link"


@dataclass(eq=False)
class WordingRefused(RefusalError):
    """The text was refused; it is not carried along, so that it reaches no log."""

    kind: WordingFault
    limit: int


@dataclass(frozen=True, slots=True)
class Checked:
    """A text fit to be stored, and what its writer has to confirm first."""

    text: str
    warnings: tuple[WordingWarning, ...] = ()


def check(text: str, limit: int = MAX_TEXT) -> Checked:
    """Return the cleaned text with its warnings; ``limit`` is in characters; raise WordingRefused."""
    # Judged before any work on it; the margin is for the line ends and controls that cleaning takes away.
    if len(text) > 2 * limit + 1000 and not is_blank(text):
        raise WordingRefused(WordingFault.TOO_LONG, limit)
    cleaned = clean(text)
    if is_blank(cleaned):
        raise WordingRefused(WordingFault.EMPTY, limit)
    if len(cleaned) > limit:
        raise WordingRefused(WordingFault.TOO_LONG, limit)
    if has_secrecy_mark(cleaned):
        raise WordingRefused(WordingFault.SECRECY_MARK, limit)
    if has_id_number(cleaned):
        raise WordingRefused(WordingFault.ID_NUMBER, limit)
    return Checked(cleaned, _warnings(cleaned))


def clean(text: str) -> str:
    """Return the text without what no store or document holds: NUL and other controls, noncharacters, surrogates."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in unified if _is_storable(char)).strip("\n")


def has_id_number(text: str) -> bool:
    """Return whether a citizen number with a valid date and check digit (GB 11643) stands in the text, blanks aside."""
    dense = squeeze(text).replace("-", "")
    return any(is_id_number(found.group(1)) for found in _ID_WINDOW.finditer(dense))


def looks_like_id_number(text: str) -> bool:
    """Return whether an 18-place number of that shape stands in the text, even with a wrong check digit."""
    return _ID_SHAPE.search(squeeze(text)) is not None or has_id_number(text)


def is_id_number(number: str) -> bool:
    """Return whether 18 characters make a valid citizen number: region, date of birth and check digit (GB 11643)."""
    if not "11" <= number[:2] <= "91" or not _is_birthday(number[6:14]):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    return "10X98765432"[total % 11] == number[17].upper()


def has_secrecy_mark(text: str) -> bool:
    """Return whether a classification mark with its star stands in the text, blanks between its signs aside."""
    return _SECRECY.search(squeeze(text)) is not None


def has_mobile_number(text: str) -> bool:
    """Return whether an 11-digit mainland mobile number stands in the text, alone or in the usual groups."""
    return _MOBILE.search(unicodedata.normalize("NFKC", text).replace("+86", " ")) is not None


def _warnings(text: str) -> tuple[WordingWarning, ...]:
    found = []
    if has_mobile_number(text):
        found.append(WordingWarning.MOBILE_NUMBER)
    if _BOT_LINK.search(text):
        found.append(WordingWarning.TELEGRAM_LINK)
    return tuple(found)


def _is_storable(char: str) -> bool:
    if char in _KEPT_CONTROLS:
        return True
    return unicodedata.category(char) not in {"Cc", "Cs"} and not is_noncharacter(char)


def _is_birthday(digits: str) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return 1850 <= born.year <= 2100
