"""Readers for the value of a switch: one function per type, ValueError or TypeError for what is not allowed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from storage.rules.compliance.ratio import Ratio


@dataclass(frozen=True, slots=True)
class YearWindow:
    """The days in which the meetings of one assessment year may be held, both ends inside."""

    year: int
    start: date
    end: date


SwitchValue: TypeAlias = (
    str | int | bool | date | Ratio | tuple[int, ...] | tuple[str, ...] | tuple[YearWindow, ...] | None
)


@dataclass(frozen=True, slots=True)
class Words:
    """What people write for yes, no and nothing (rulebook data)."""

    true: frozenset[str]
    false: frozenset[str]
    none: frozenset[str]


def read_value(
    kind: str,
    raw: object,
    options: tuple[str, ...],
    bounds: tuple[int, int],
    aliases: Mapping[str, str],
    words: Words,
) -> SwitchValue:
    """Read ``raw`` (text, JSON or TOML value) as a switch of type ``kind``; raise ValueError or TypeError."""
    if kind == "window":
        return _windows(raw)
    if kind == "day":
        return _day(str(raw))
    if kind == "ints":
        return tuple(dict.fromkeys(_number(part, bounds) for part in _parts(raw)))
    if kind == "texts":
        return tuple(dict.fromkeys(_choice(aliases.get(part, part), options) for part in _parts(raw)))
    return _single(kind, aliases.get(str(raw).strip(), str(raw).strip()), options, bounds, words)


def _single(kind: str, text: str, options: tuple[str, ...], bounds: tuple[int, int], words: Words) -> SwitchValue:
    if kind == "choice":
        return _choice(text, options)
    if kind == "bool":
        return _truth(text.lower(), words)
    if kind == "share":
        return None if text.lower() in words.none else _share(text)
    if kind == "text":
        return text
    if kind == "int_or_none" and text.lower() in words.none:
        return None
    return _number(text, bounds)


def _choice(text: str, options: tuple[str, ...]) -> str:
    found = text if text in options else text.lower()
    if found not in options:
        raise ValueError(text)
    return found


def _truth(text: str, words: Words) -> bool:
    if text not in words.true | words.false:
        raise ValueError(text)
    return text in words.true


def _number(text: str, bounds: tuple[int, int]) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise ValueError(text)
    if not bounds[0] <= int(text) <= bounds[1]:
        raise ValueError(text)
    return int(text)


def _share(text: str) -> Ratio:
    num, _, den = ("1/2" if text.lower() == "half" else text).partition("/")
    ratio = Ratio(_number(num, (1, 100)), _number(den, (1, 100)), inclusive=True)
    if ratio.num > ratio.den:
        raise ValueError(text)
    return ratio


def _parts(raw: object) -> list[str]:
    if isinstance(raw, (list, tuple)):
        raw = ",".join(map(str, raw))
    text = str(raw)
    for separator in ";，、；":
        text = text.replace(separator, ",")
    return [part.strip() for part in text.split(",") if part.strip()]


def _windows(raw: object) -> tuple[YearWindow, ...]:
    if isinstance(raw, Mapping):
        pairs = [(str(year), [str(day) for day in ends]) for year, ends in raw.items()]
    else:
        pairs = [(year, ends.split("..")) for year, _, ends in (part.partition(":") for part in _parts(raw))]
    windows = tuple(_window(year, *ends) for year, ends in pairs)
    if not windows or len({window.year for window in windows}) != len(windows):
        raise ValueError(raw)
    return windows


def _window(year: str, start: str, end: str) -> YearWindow:
    """Read one window; it must lie within its own year and the next."""
    window = YearWindow(_number(year.strip(), (1949, 9000)), _day(start), _day(end))
    if not window.year <= window.start.year <= window.end.year <= window.year + 1 or window.end < window.start:
        raise ValueError(year)
    return window


def _day(text: str) -> date:
    if len(text.strip()) != 10:
        raise ValueError(text)
    return date.fromisoformat(text.strip())


def text_of(value: SwitchValue) -> str:
    """Return the value as text that ``read_value`` reads back to the same value."""
    if isinstance(value, tuple):
        return ",".join(_item(part) for part in value)
    if value is None:
        return "none"
    if isinstance(value, Ratio):
        return f"{value.num}/{value.den}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _item(part: int | str | YearWindow) -> str:
    return f"{part.year}:{part.start}..{part.end}" if isinstance(part, YearWindow) else str(part)
