"""What a branch decided about reminders: how many days ahead, the quiet hours, naming the silent in the group.

The reminder two hours before and the notice itself are nobody's to switch off (design §7).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from typing import cast

from storage.rules.compliance.switches import Switches
from storage.rules.planning import CODES
from storage.rules.reminders import LAST_SLOT
from storage.rules.terms import Activity

QUIET_KEY, MENTION_KEY = "remind.quiet", "remind.mention_silent"
OFFERED_DAYS = (7, 5, 3, 2, 1)
_DAY = 24 * 60
_CODE: Mapping[Activity, str] = {activity: code for code, activity in CODES.items()}


@dataclass(frozen=True, slots=True)
class ReminderSettings:
    """What holds for one meeting: days ahead (most first), local quiet hours (equal ends mean none), the mention."""

    days: tuple[int, ...]
    quiet_from: time
    quiet_until: time
    mentions_silent: bool

    @property
    def slots(self) -> tuple[str, ...]:
        """The rungs of the ladder in minutes relative to the start, the last one always among them."""
        return (*(f"-{day * _DAY}" for day in self.days), LAST_SLOT)


def days_key(activity: Activity) -> str:
    """Return the switch that holds the days of one activity; raises KeyError for one without meetings."""
    return f"remind.days.{_CODE[activity]}"


def days_of(switches: Switches, activity: Activity) -> tuple[int, ...]:
    """Return how many days ahead people are reminded of this activity, most first; 0 stands for no day at all."""
    days = cast("tuple[int, ...]", switches[days_key(activity)])
    return tuple(sorted({day for day in days if day}, reverse=True))


def settings_for(switches: Switches, activities: Iterable[Activity]) -> ReminderSettings:
    """Return what holds for a meeting credited as several activities: the days of any of them."""
    days = {day for activity in activities if activity in _CODE for day in days_of(switches, activity)}
    begin, end = read_quiet(str(switches[QUIET_KEY]))
    return ReminderSettings(tuple(sorted(days, reverse=True)), begin, end, switches[MENTION_KEY] is True)


def notice_days(switches: Switches, activities: Iterable[Activity]) -> int:
    """Return how many days ahead such a meeting is usually announced; the most of several activities."""
    return max((switches.number(f"notice_days.{_CODE[one]}") for one in activities if one in _CODE), default=0)


def read_quiet(text: str) -> tuple[time, time]:
    """Return both ends of quiet hours written ``22:00-07:30``; equal ends for ``none``."""
    if text == "none":
        return time(0), time(0)
    begin, _, end = text.partition("-")
    return time.fromisoformat(begin), time.fromisoformat(end)


def with_day(days: Iterable[int], day: int, *, wanted: bool) -> tuple[int, ...]:
    """Return the days with one added or taken out, as a switch holds them: 0 alone when none is left."""
    chosen = {one for one in days if one != day} | ({day} if wanted else set())
    return tuple(sorted(chosen, reverse=True)) or (0,)
