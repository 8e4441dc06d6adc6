"""How an organisation likes its papers and its calendar: keys, and what may stand behind them.

Unlike the switches of the rulebook they judge nothing; a decision of a committee holds for its tree until an
organisation below makes its own.

Reads Chinese: input vocabulary.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from storage.rules.recurrence import FixedDay, read_fixed_day
from storage.rules.refusals import RefusalError
from storage.rules.summaries import USUAL_RHYTHM, Rhythm
from storage.rules.when.numerals import tidy

__all__ = ["LONGEST", "USUAL_RHYTHM", "Key", "NotATimeOfDayError", "read_rhythm", "read_theme_day"]

LONGEST = 1000


class Key(StrEnum):
    """What can be liked otherwise."""

    THEME_DAY = "theme_day"
    SUMMARY_TIME = "summary.time"
    LEDGER_COLUMNS = "ledger.columns"
    LEDGER_TITLE = "ledger.title"
    STATISTICS_COLUMNS = "statistics.columns"
    STATISTICS_TITLE = "statistics.title"


@dataclass(eq=False)
class NotATimeOfDayError(RefusalError):
    """A text that names no time for summaries."""

    text: str


_RHYTHM = re.compile(r"(?:(?:周|星期|礼拜)([一二三四五六日天])\s*)?(\d{1,2})[:：](\d{2})", re.ASCII)
_WEEKDAYS: Mapping[str, int] = {sign: number for number, sign in enumerate("一二三四五六日")} | {"天": 6}


def read_rhythm(text: str) -> Rhythm:
    """Return the rhythm of a text such as ``周二 09:00`` or ``08:30``; raises NotATimeOfDayError."""
    found = _RHYTHM.fullmatch(tidy(text))
    if found is None or int(found[2]) > 23 or int(found[3]) > 59:
        raise NotATimeOfDayError(text[:20])
    return Rhythm(time(int(found[2]), int(found[3])), _WEEKDAYS[found[1]] if found[1] else 0)


def read_theme_day(text: str) -> FixedDay:
    """Return the fixed day of a text; raises FixedDayRefused."""
    return read_fixed_day(text)
