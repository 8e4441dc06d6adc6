"""Display names people choose or roster files bring: one normal form, refusals by kind, and when two are the same.

The refused symbols and the look-alike table are input vocabulary.

Reads Chinese: input vocabulary.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from storage.rules.characters import BIDI, FILLERS, LINE_BREAKS, is_blank, is_invisible, is_unreadable
from storage.rules.refusals import RefusalError

MAX_NAME = 64
_LONGEST_READ = 4 * MAX_NAME
_MAX_MARKS = 3
_DOTS = re.compile("[\u2022\u2027\u30fb\u22c5\u2219\u1427\u2e31\ua78f\u25cf.]")
# Markup and placeholders are kept as plain words, so quotes and semicolons inside them are no reason to refuse.
_MARKUP = re.compile(r"<[^<>]*>|\{[^{}]*\}|&#?\w{1,10};")
_SYMBOLS = re.compile(r"""[;；"＂]|--|(?<![^\W\d_])'|'(?![^\W\d_])""")
_PADDED = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff](?:\s+[\u3400-\u9fff\U00020000-\U0003ffff]){1,3}")
# Each group is drawn alike, or nearly: Latin with Cyrillic and Greek, digits with letters, characters a stroke apart.
_LOOK_ALIKE = (
    "aаα",
    "bв",
    "cс",
    "eеε",
    "hн",
    "iі1l|ι",
    "jј",
    "kкκ",
    "mм",
    "o0оο",
    "pрρ",
    "sѕ",
    "tтτ",
    "xхχ",
    "yуυ",
    "己已巳",
    "未末",
    "土士",
    "日曰",
    "人入",
    "戊戌戍",
    "千干",
    "治冶",
    "侯候",
)
_CONFUSABLE = {ord(char): group[0] for group in _LOOK_ALIKE for char in group}


class NameFault(StrEnum):
    """Why a name cannot be shown to others as it is."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NEWLINE = "newline"
    BIDI = "bidi"
    CONTROL = "control"
    ZERO_WIDTH = "zero_width"
    FILLER = "filler"
    UNREADABLE = "unreadable"
    SYMBOL = "symbol"
    MIXED_SCRIPT = "mixed_script"
    NO_PERSON = "no_person"


@dataclass(eq=False)
class NameRefused(RefusalError):
    """The name was refused; ``suggestion`` is the same name cleaned, to be offered, never taken silently."""

    kind: NameFault
    suggestion: str | None = None


def check(text: str) -> str:
    """Return the display name in NFC, trimmed, its own letter shapes kept; raise NameRefused."""
    name = text.strip()
    if is_blank(name[:_LONGEST_READ]):
        raise NameRefused(NameFault.EMPTY)
    if len(name) > _LONGEST_READ:
        raise NameRefused(NameFault.TOO_LONG)
    fault = _fault(name)
    if fault is not None:
        raise NameRefused(fault, _suggestion(name, fault))
    name = unicodedata.normalize("NFC", name)
    if len(name) > MAX_NAME:
        raise NameRefused(NameFault.TOO_LONG)
    return _closed_up(name)


def key(text: str) -> str:
    """Return what two spellings of one name have in common: NFKC, caseless, one middle dot, no blanks."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _DOTS.sub("·", "".join(folded.split()))


def same(one: str, other: str) -> bool:
    """Return whether two spellings name alike (NFKC, middle-dot variants and blanks set aside)."""
    return key(one) == key(other)


def skeleton(text: str) -> str:
    """Return the name reduced to what a hurried eye sees: look-alike letters unified, dots and invisibles dropped."""
    seen = "".join(char for char in key(text) if char != "·" and not is_invisible(char))
    return seen.translate(_CONFUSABLE)


def near(one: str, other: str) -> bool:
    """Return whether two different names could be taken for one another."""
    return not same(one, other) and skeleton(one) == skeleton(other)


def _fault(name: str) -> NameFault | None:
    for position, char in enumerate(name):
        fault = _character_fault(name, position, char)
        if fault is not None:
            return fault
    if _too_many_marks(name):
        return NameFault.UNREADABLE
    if _SYMBOLS.search(_MARKUP.sub("", name)):
        return NameFault.SYMBOL
    return NameFault.MIXED_SCRIPT if len(_scripts(name)) > 1 else None


def _character_fault(name: str, position: int, char: str) -> NameFault | None:
    category = unicodedata.category(char)
    if char in LINE_BREAKS:
        return NameFault.NEWLINE
    if char in BIDI:
        return NameFault.BIDI
    if category == "Cc":
        return NameFault.CONTROL
    if char in FILLERS:
        return NameFault.FILLER
    if category == "Cf":
        return None if _joins_emoji(name, position) else NameFault.ZERO_WIDTH
    return NameFault.UNREADABLE if is_unreadable(char) else None


def _joins_emoji(name: str, position: int) -> bool:
    """Tell the joiner inside one emoji from a joiner that hides in a name."""
    before = name[:position].rstrip("\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")[-1:]
    after = name[position + 1 : position + 2]
    pair = [unicodedata.category(char) for char in before + after]
    return name[position] == "\u200d" and pair == ["So", "So"]


def _too_many_marks(name: str) -> bool:
    run = 0
    for char in unicodedata.normalize("NFC", name):
        run = run + 1 if unicodedata.category(char) in {"Mn", "Me"} else 0
        if run > _MAX_MARKS:
            return True
    return False


def _scripts(name: str) -> set[str]:
    """Name the alphabets whose letters look alike, as far as the text uses them."""
    words = {unicodedata.name(char, "").split(" ")[0] for char in unicodedata.normalize("NFKC", name) if char.isalpha()}
    return words & {"LATIN", "CYRILLIC", "GREEK"}


def _suggestion(name: str, fault: NameFault) -> str | None:
    if fault not in {NameFault.BIDI, NameFault.ZERO_WIDTH, NameFault.FILLER}:
        return None
    cleaned = "".join(char for char in name if char == " " or not is_invisible(char)).strip()
    usable = not is_blank(cleaned) and len(cleaned) <= MAX_NAME and _fault(cleaned) is None
    return unicodedata.normalize("NFC", cleaned) if usable else None


def _closed_up(name: str) -> str:
    """Drop the blanks typists put into short Chinese names to align a column; elsewhere keep one blank."""
    return "".join(name.split()) if _PADDED.fullmatch(name) else " ".join(name.split())
