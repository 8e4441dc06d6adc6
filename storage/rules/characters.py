"""What a single character is: visible or not, storable or not; shared by names, free text and typed figures.

Reads Chinese: the traditional spellings of input vocabulary.
"""

import unicodedata

BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Letters and marks that draw nothing: Hangul fillers, grapheme joiner, Khmer inherent vowels, the empty Braille cell.
FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u034f\u17b4\u17b5\u2800")
# The traditional characters of the words that are read: dates, titles of columns, categories and duties.
_SIMPLIFIED = str.maketrans(
    "週點時號後兩個禮這鐘鍾農陰曆舊臘閏過開會間內裡裏來當雙節國慶勞動聖誕淩類別黨組職務書記備註員預發對機電話實應參數題課議評講織專",
    "周点时号后两个礼这钟钟农阴历旧腊闰过开会间内里里来当双节国庆劳动圣诞凌类别党组职务书记备注员预发对机电话实应参数题课议评讲织专",
)
LINE_BREAKS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")


def is_noncharacter(char: str) -> bool:
    """Return whether Unicode reserves the code point for no character at all (U+FDD0..FDEF, U+xxFFFE, U+xxFFFF)."""
    code = ord(char)
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


def is_unreadable(char: str) -> bool:
    """Return whether nobody can be sure to see the character: surrogate, private use, unassigned, replacement mark."""
    if is_noncharacter(char) or char == "\ufffd":
        return True
    # The ideographs of planes 2 and 3 grow faster than the character database that comes with Python.
    return unicodedata.category(char) in {"Cs", "Co", "Cn"} and not 0x20000 <= ord(char) < 0x40000


def is_invisible(char: str) -> bool:
    """Return whether the character leaves no ink: blanks, controls, format characters, variation selectors, fillers."""
    return (
        char.isspace()
        or char in FILLERS
        or 0xFE00 <= ord(char) <= 0xFE0F
        or unicodedata.category(char) in {"Cc", "Cf", "Zs", "Zl", "Zp"}
        or is_noncharacter(char)
    )


def is_blank(text: str) -> bool:
    """Return whether nothing in the text can be seen."""
    return all(map(is_invisible, text))


def simplified(text: str) -> str:
    """Return the text with the words that are read in their simplified spelling; never stored."""
    return text.translate(_SIMPLIFIED)


def squeeze(text: str) -> str:
    """Return the text as a searcher wants it: NFKC and without anything invisible; never stored."""
    return "".join(char for char in unicodedata.normalize("NFKC", text) if not is_invisible(char))
