"""Chinese and Arabic numbers, and the tidying that makes full-width, traditional and spaced text one spelling.

Reads Chinese.
"""

import re
import unicodedata

from storage.rules.characters import simplified

DIGITS = dict(zip("〇一二三四五六七八九", range(10), strict=True)) | {"零": 0, "两": 2, "o": 0, "O": 0}
ONES = "一二三四五六七八九"
NUMERALS = f"〇零两十廿卅百千万{ONES}"
# Chinese up to ninety-nine, 廿 and 卅 among the tens; in figures at most three, never a slice of a longer number.
SPOKEN = rf"(?:(?:[{ONES}]?十|[廿卅])[{ONES}]?|[〇零]?[〇零两{ONES}])"
NUMBER = rf"(?:(?<!\d)\d{{1,3}}(?!\d)|{SPOKEN})"
# Look-alikes and the many dashes.
SPELLINGS = str.maketrans("曰○∶︰–—―─━〜", "日〇::-----~")
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u20e3\ufe0f\ufeff]")


def tidy(text: str) -> str:
    """One spelling for width, script and blanks: every run of blanks becomes a single space."""
    plain = simplified(unicodedata.normalize("NFKC", INVISIBLE.sub("", text))).translate(SPELLINGS)
    return " ".join(plain.split())


def number(text: str) -> int:
    """The value of a numeral matched by the grammar: 12, 十二, 零五, 二〇二六."""
    if text.isdecimal():
        return int(text)
    text = text.replace("廿", "二十").replace("卅", "三十")
    if "十" in text:
        tens, _, ones = text.partition("十")
        return 10 * (DIGITS[tens] if tens else 1) + (DIGITS[ones] if ones else 0)
    return int("".join(str(DIGITS[digit]) for digit in text))


def in_figures(text: str) -> str:
    """Return a tidied text with the numbers of its dates in figures and closed up: 元月 十六 日 becomes 1月16日."""
    spoken = re.sub(r"(?<!\d)元(?= ?月)", "1", text)
    return re.sub(rf"({SPOKEN}|\d) ?(?=[月日号])", lambda found: str(number(found[1])), spoken)


def ordinal(text: str) -> int:
    """Which one is meant: 首 and 第N from the front, 最后, 末 and 倒数第N from the end as negative numbers."""
    _, counted_back, place = text.partition("倒数第")
    if counted_back:
        return -number(place)
    return 1 if text == "首" else -1 if text[0] in "最末" else number(text)
