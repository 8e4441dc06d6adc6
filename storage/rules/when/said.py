"""What a phrase said, gathered piece by piece: date fields, clocks, a length, and what would not fit.

Reads Chinese.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from storage.rules.calendar import add_months, week
from storage.rules.when.answers import Detail, Kind, WhenRefused
from storage.rules.when.grammar import Slot
from storage.rules.when.numerals import number, ordinal
from storage.rules.when.scanner import Piece, scan
from storage.rules.when.words import DAYS, PART_OF, WEEKDAYS, YEARS, Part

LAST = -1  # the last day of a month
Fields = dict[str, int]


@dataclass(slots=True)
class Clock:
    """An hour and minute as said; ``exact`` is the 24-hour way of writing (03:00)."""

    hour: int
    minute: int
    exact: bool
    text: str
    part: Part | None = None


@dataclass(slots=True)
class Said:
    """Everything a phrase said about a time, before any of it is judged."""

    fields: Fields = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    clocks: list[Clock] = field(default_factory=list)
    part: Part | None = None
    length: timedelta | None = None
    utc: bool = False
    range_open: bool = False
    loose: str = ""
    leftover: WhenRefused | None = None

    @property
    def names_day(self) -> bool:
        """Whether the fields name one day, so that nothing has to be asked about it."""
        return bool(self.fields.keys() & {"day", "nth", "weekday"})

    @property
    def understood(self) -> bool:
        """Whether anything was said that belongs to a moment."""
        return bool(self.fields or self.clocks or self.part)

    def refuse(self, text: str, detail: Detail | None = None) -> None:
        """Remember the first stretch that fits nowhere; it is reported once all has been read."""
        self.leftover = self.leftover or WhenRefused(Kind.LEFTOVER, text, detail)


def gather(text: str, now: datetime) -> Said:
    """All a tidied text says, relative to ``now``; raises WhenRefused for what is refused by name."""
    said = Said()
    for piece in scan(text):
        _TAKE[piece.slot](said, piece, now)
        said.range_open = piece.slot is Slot.TO or (said.range_open and piece.slot is Slot.PART)
    if said.loose and not {"month", "day"} <= said.fields.keys():
        said.refuse(said.loose, Detail.WHICH_DAY)
    return said


def length_of(said: Mapping[str, str]) -> timedelta:
    """The length named by 两小时, 1.5小时, 一个半小时, 90分钟, 三刻钟."""
    whole, dot, _ = said.get("hours", "0").partition(".")
    half = bool(dot) + ("halves" in said)
    minutes = 30 * half + number(said.get("minutes", "0")) + 15 * number(said.get("quarters", "0"))
    return timedelta(hours=number(whole), minutes=minutes)


def _take_date(said: Said, piece: Piece, now: datetime) -> None:
    """Add date fields; a second value for a field fits nowhere, nor does a year behind a date."""
    fields = _fields(piece.said, now.date())
    if fields.keys() == {"year"} and {"month", "day"} <= said.fields.keys():
        said.refuse(piece.text)
    else:
        _merge(said, fields, piece.text)


def _take_subject(said: Said, piece: Piece, now: datetime) -> None:
    """明年工作 behind a day is what the meeting is about; before it nobody knows, and the day must be of that year."""
    fields = _fields(piece.said, now.date())
    if not said.names_day:
        _merge(said, {"about": fields["year"]} if fields.keys() == {"year"} else fields, piece.text)


def _take_loose(said: Said, piece: Piece, _now: datetime) -> None:
    """国庆节 behind a day, or anywhere beside a date, is what the meeting is about; else it stands for a day."""
    if not said.names_day:
        said.loose = piece.text


def _take_part(said: Said, piece: Piece, _now: datetime) -> None:
    """A part of the day belongs to the clock that follows, or to the one before if none was open."""
    part = PART_OF[piece.said["part"].lower()]
    open_clock = said.clocks[-1] if said.clocks and not said.range_open else None
    if (open_clock.part if open_clock else said.part) not in (None, part):
        said.refuse(piece.text, Detail.CONTRADICTION)
    elif open_clock:
        open_clock.part = part
    else:
        said.part = part


def _take_clock(said: Said, piece: Piece, _now: datetime) -> None:
    """A clock is the start; behind 到 or a dash it is the end; any other fits nowhere."""
    if len(said.clocks) > said.range_open:
        said.refuse(piece.text)
        return
    hour, second = piece.said["hour"], number(piece.said.get("second", "0"))
    if second == 60:
        raise WhenRefused(Kind.IMPOSSIBLE_TIME, piece.text, Detail.SECOND)
    if second:
        said.refuse(piece.text)
    exact = len(hour) > 1 and hour[0] in "0〇零"
    said.clocks.append(Clock(number(hour), _minute(piece.said), exact, piece.text, said.part))
    said.part = None


def _take_length(said: Said, piece: Piece, _now: datetime) -> None:
    """A length of more than nothing and at most a day; a second, different one fits nowhere."""
    length = length_of(piece.said)
    if not timedelta(0) < length <= timedelta(days=1):
        raise WhenRefused(Kind.IMPOSSIBLE_TIME, piece.text, Detail.LENGTH)
    if said.length not in (None, length):
        said.refuse(piece.text)
    said.length = length


def _take_later(said: Said, piece: Piece, now: datetime) -> None:
    """两小时后 is a date and a clock, counted from now and cut to the minute."""
    start = now + length_of(piece.said)
    _merge(said, _ymd(start.date()), piece.text)
    if said.clocks or said.part:
        said.refuse(piece.text)
    said.clocks.append(Clock(start.hour, start.minute, exact=True, text=piece.text))


def _take_utc(said: Said, _piece: Piece, _now: datetime) -> None:
    said.utc = True


def _take_vague(said: Said, piece: Piece, _now: datetime) -> None:
    said.refuse(piece.text, Detail.VAGUE)


def _take_left(said: Said, piece: Piece, _now: datetime) -> None:
    said.refuse(piece.text)


def _take_nothing(_said: Said, _piece: Piece, _now: datetime) -> None:
    """Words say nothing about time."""


def _refusing(kind: Kind, detail: Detail | None = None) -> "Take":
    """A reader that refuses the piece by name."""

    def refuse(_said: Said, piece: Piece, _now: datetime) -> None:
        raise WhenRefused(kind, piece.text, detail)

    return refuse


Take = Callable[[Said, Piece, datetime], None]
_TAKE: dict[Slot, Take] = {
    Slot.WORD: _take_nothing,
    Slot.TO: _take_nothing,
    Slot.DATE: _take_date,
    Slot.PART: _take_part,
    Slot.CLOCK: _take_clock,
    Slot.LENGTH: _take_length,
    Slot.LATER: _take_later,
    Slot.SUBJECT: _take_subject,
    Slot.LOOSE: _take_loose,
    Slot.UTC: _take_utc,
    Slot.VAGUE: _take_vague,
    Slot.LEFT: _take_left,
    Slot.RECURRING: _refusing(Kind.RECURRING),
    Slot.LUNAR: _refusing(Kind.NOT_A_TIME, Detail.LUNAR),
    Slot.FORMAT: _refusing(Kind.NOT_A_TIME, Detail.FORMAT),
    Slot.OFFSET: _refusing(Kind.LEFTOVER, Detail.OFFSET),
    Slot.WEEKDAY: _refusing(Kind.IMPOSSIBLE_DATE, Detail.WEEKDAY),
}


def _merge(said: Said, fields: Fields, text: str) -> None:
    """Keep the fields and the words they came from, unless one of them was already said otherwise."""
    if any(said.fields.get(name, value) != value for name, value in fields.items()):
        said.refuse(text, Detail.CONTRADICTION)
        return
    said.fields |= fields
    said.texts |= dict.fromkeys(fields, text)


def _minute(said: Mapping[str, str]) -> int:
    """Minutes past the hour: 半, 一刻, 三刻 or a number."""
    if "half" in said:
        return 30
    if "quarters" in said:
        return 15 * number(said["quarters"])
    return number(said.get("minute", "0"))


def _fields(said: Mapping[str, str], today: date) -> Fields:
    """The date fields a piece sets, relative words counted from today."""
    fields: Fields = {}
    for name, text in said.items():
        fields |= _READ[name](text, today)
    return fields


def _ymd(day: date) -> Fields:
    return {"year": day.year, "month": day.month, "day": day.day}


def _months_on(text: str, today: date) -> Fields:
    year, month = add_months(today.year, today.month, _steps(text))
    return {"year": year, "month": month}


def _weeks_on(text: str, today: date) -> Fields:
    """The Monday of the ISO week so many weeks on, as an ordinal."""
    monday, _ = week(today)
    return {"week": monday.toordinal() + 7 * _steps(text)}


def _steps(text: str) -> int:
    """How many weeks or months on 上, 本, 下, 再下 lead."""
    return sum({"下": 1, "再": 1, "次": 1, "上": -1}.get(word, 0) for word in text)


_READ: dict[str, Callable[[str, date], Fields]] = {
    "year": lambda text, today: {"year": number(text)},
    "short": lambda text, today: {"year": 2000 + number(text)},
    "unsure": lambda text, today: {"year": 2000 + number(text), "unsure": 1},
    "years": lambda text, today: {"year": today.year + YEARS[text]},
    "month": lambda text, today: {"month": 1 if text == "元" else number(text)},
    "months": _months_on,
    "month_end": lambda text, today: {"year": today.year, "month": today.month, "day": LAST},
    "last": lambda text, today: {"day": LAST},
    "first": lambda text, today: {"day": 1},
    "day": lambda text, today: {"day": number(text)},
    "nth": lambda text, today: {"nth": ordinal(text)},
    "back": lambda text, today: {"nth": ordinal(text)},
    "week": _weeks_on,
    "weekday": lambda text, today: {"weekday": WEEKDAYS[text]},
    "weekend": lambda text, today: {"weekend": 1},
    "relative": lambda text, today: _ymd(today + timedelta(days=DAYS[text.rstrip("天日儿")])),
    "days": lambda text, today: _ymd(today + timedelta(days=number(text))),
    "weeks": lambda text, today: _ymd(today + timedelta(weeks=number(text))),
}
