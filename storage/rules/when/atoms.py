"""What the forms of the grammar are made of: numbers, units and words under the names they are kept by.

Reads Chinese. Names that differ only in a closing figure are different spellings of one thing.
"""

import re
from collections.abc import Iterable

from storage.rules.when.numerals import NUMBER, NUMERALS, ONES, SPOKEN
from storage.rules.when.words import DAYS, PART_OF, YEARS


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of these words, longer ones first; their characters may stand apart."""
    return "|".join(" ?".join(map(re.escape, word)) for word in sorted(words, key=len, reverse=True))


LONG_PARTS = any_of(word for word in PART_OF if len(word) > 1)
ATOMS = {
    "N": NUMBER,
    "W": "(?:周|星 ?期|礼 ?拜)",
    "year": rf"(?<!\d)\d{{4}}(?!\d)|[〇零oO{ONES}]{{4}}",
    "year2": r"(?<!\d)(?:19|20)\d{2}",
    "short": rf"(?<!\d)\d{{2}}(?!\d)|(?<![〇零oO{ONES}])[〇零{ONES}]{{2}}",
    "unsure": r"(?<![\d./-])\d{2}(?!\d)",
    "years": any_of(YEARS),
    "month": rf"{NUMBER}|(?<!\d)元",
    "month2": r"\d{2}",
    "months": "再?下{1,9}一?|上{1,2}一?|本|这|当|次(?=月 ?\\d)",
    "month_end": "月[底末尾]",
    "last": "[底末尾]",
    "last2": "最后 ?[一1] ?天",
    "first": "第 ?[一1] ?天|首日",
    "day": NUMBER,
    "day2": r"\d{2}(?!\d)",
    "day3": r"\d{1,2}",
    "nth": NUMBER,
    "nth2": "首",
    "back": f"最后 ?[一1]?|末|倒数 ?第 ?{NUMBER}",
    "week": "再?下{1,9}一?|上{1,2}一?|本|这一?",
    "weekday": r"[一二三四五六日天]|[1-7](?![\d:.])",
    "weekend": "(?:周|星期)末|双休日|(?:周|星期|礼拜)六[日天]",
    "relative": f"(?<!大)(?:{any_of(DAYS)}) ?[天日儿]",
    "relative2": "[今明昨]",
    "days": rf"(?<![\d.])\d{{1,4}}|{SPOKEN}",
    "weeks": rf"(?<![\d.])\d{{1,3}}|{SPOKEN}",
    "part": LONG_PARTS,
    "part2": "[早晚晨夜]",
    "part3": "[早晚晨夜午]",
    "hour": NUMBER,
    "minute": NUMBER,
    "minute2": r"\d{2}(?!\d)",
    "minute3": rf"\d{{2}}(?!\d)|[〇零][{ONES}]|[{ONES}]?十[{ONES}]?",
    "second": r"\d{2}(?!\d)",
    "half": "半",
    "quarters": "[一二三两123]",
    "hours": rf"(?<![\d.])\d{{1,4}}(?:\.5)?|{SPOKEN}",
    "halves": "半",
    "minutes": rf"(?<![\d.])\d{{1,4}}|{SPOKEN}",
}
LENGTHS = (
    "<hours> 个? <halves>? (?:小时|钟头) (?:<minutes> 分钟?|<halves2>(?![天月年]))?",
    "<hours> 个 钟",
    "<halves> 个? (?:小时|钟头)",
    "<minutes> 分钟",
    "<quarters> 刻钟",
)

BEHIND_CLOCK = rf"(?<=[\d{NUMERALS}点时半分刻整钟m ])"
# What must not follow, lest a figure be taken for what it is not.
COUNTED = "人|名|位|个|楼|层|室|栋|座|区|届|大|中全会|会议室|教室"
NOT_A_MINUTE = rf"(?![{NUMERALS}])(?! (?:{COUNTED}|年|月|日|号|点|时|:|\.\d))"
NOT_A_DAY = rf"(?![\d.])(?! (?:{COUNTED}|[年月日号点时:~到至-]))"
NOT_AN_HOUR = "(?! [点时](?![名评间]))"
NO_MORE_FIGURES = r"(?![\d.:/-])(?! (?:个|小时|分钟|[%万元版米天]|周[以之]?后))"
NUMBERED = "楼|会议|教室|院|厅|馆|门|文件|报告|活动"  # what has a number of its own: 3号楼
# Days of the year that are known by a name: none of them says which day a meeting behind it is on.
FEASTS = (
    "(?:元旦|国庆|清明|端午|中秋|元宵|圣诞)节?|平安夜|冬至|(?:五一|七一|八一|十一)(?= [节假前后])|节假日"
    "|(?:春|劳动|重阳|教师|妇女|建党|建军|青年|儿童|植树)节|(?<![环细章关调情礼季音])节[前后]"
)
PART_OF_YEAR = "第? <N> 季度|[本上下这]个? 季度|[上下]半年|全年"
# A year belongs to a date only if nothing but a date follows it: 2027年工作 is a subject, not a time.
SUBJECT_FOLLOWS = f"(?= 的? [\u4e00-\u9fff])(?! 的? (?:(?:{NUMBER}|元) 月|最后|倒数|[首末] 个|(?:第 {NUMBER} 个 )?<W>))"
# A number one dials or types, never the beginning of a date.
DIALLED = r"\d+(?:[-\s]\d{3,4}){0,4}(?!\d| [年月日号点时:])"
# Where a bare figure is no word: what follows belongs to a date, or joins one date to another.
DATE_FOLLOWS = (
    "[年月日号点时分刻秒周天季旬]|星期|礼拜|上午|中午|下午|凌晨|傍晚|下个?周|[早晚今明昨后本这]|[或和与到至及跟]"
)
