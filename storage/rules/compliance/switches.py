"""Switches: where the rules leave room, a committee decides for its tree, and the decision is dated.

Keys, defaults and allowed values are rulebook data (regulations §11). Text comes as ``KEY=VALUE``; JSON and TOML
values are read alike. Refusals: UnknownSwitchError, SwitchValueError, SwitchFormatError, SwitchNotYoursError.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from storage.rules.compliance.ratio import Ratio
from storage.rules.compliance.switch_values import SwitchValue, Words, YearWindow, read_value
from storage.rules.refusals import RefusalError
from storage.rules.terms import OrganisationKind


@dataclass(eq=False)
class UnknownSwitchError(RefusalError):
    """No switch has this key."""

    key: str
    known: tuple[str, ...]


@dataclass(eq=False)
class SwitchValueError(RefusalError):
    """The value is not among those the switch allows."""

    key: str
    value: str
    allowed: tuple[str, ...]


@dataclass(eq=False)
class SwitchFormatError(RefusalError):
    """The text is not of the form KEY=VALUE."""

    text: str


@dataclass(eq=False)
class SwitchNotYoursError(RefusalError):
    """An organisation of this kind may not decide the switch."""

    key: str
    kind: OrganisationKind
    decided_by: tuple[OrganisationKind, ...]


@dataclass(frozen=True, slots=True)
class SwitchSpec:
    """One switch: its type, default, allowed values and the kinds of organisation that may decide it."""

    key: str
    type: str
    default: SwitchValue
    allowed: tuple[str, ...]
    options: tuple[str, ...]
    bounds: tuple[int, int]
    aliases: Mapping[str, str]
    words: Words
    decided_by: tuple[OrganisationKind, ...]
    short: str | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """A decision on one switch: whose, from when; ``distance`` counts steps up the tree (0 is the organisation)."""

    key: str
    value: SwitchValue
    valid_from: date | None = None
    valid_to: date | None = None
    organisation: str | None = None
    distance: int = 0

    def holds_on(self, day: date) -> bool:
        """Return whether the decision is in force on ``day`` (undated decisions always are)."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Switches:
    """What holds on one day: the deciding override per key, defaults for the rest."""

    specs: Mapping[str, SwitchSpec]
    decided: Mapping[str, Override]
    windows: Mapping[tuple[str, int], Override]

    def __getitem__(self, key: str) -> SwitchValue:
        override = self.decided.get(key)
        return override.value if override else self.specs[key].default

    def number(self, key: str) -> int:
        """Return a whole-number switch; TypeError if ``key`` holds something else."""
        value = self[key]
        if not isinstance(value, int):
            raise TypeError(key)
        return value

    def day(self, key: str) -> date | None:
        """Return a switch that holds a day, None where nobody has set it."""
        value = self[key]
        return value if isinstance(value, date) else None

    def ratio(self, key: str) -> Ratio | None:
        """Return a share switch (none is None)."""
        value = self[key]
        return value if isinstance(value, Ratio) else None

    def window(self, key: str, year: int) -> tuple[date, date, Override] | None:
        """Return the moved window of assessment year ``year`` and the decision that moved it, if any."""
        override = self.windows.get((key, year))
        if override is None or not isinstance(override.value, tuple):
            return None
        return next(
            ((w.start, w.end, override) for w in override.value if isinstance(w, YearWindow) and w.year == year), None
        )


def effective_switches(specs: Mapping[str, SwitchSpec], overrides: Iterable[Override], as_of: date) -> Switches:
    """Return what holds on ``as_of``: the nearest organisation's decision wins, then the latest.

    A window names its own year, so it holds from whatever day it was decided.
    """
    decided: dict[str, Override] = {}
    windows: dict[tuple[str, int], Override] = {}
    for override in sorted(overrides, key=_precedence):
        if specs[override.key].type == "window":
            years = override.value if isinstance(override.value, tuple) else ()
            windows.update({(override.key, w.year): override for w in years if isinstance(w, YearWindow)})
        elif override.holds_on(as_of):
            decided[override.key] = override
    return Switches(specs, decided, windows)


def _precedence(override: Override) -> tuple[int, date]:
    return -override.distance, override.valid_from or date.min


def parse_setting(text: str, specs: Mapping[str, SwitchSpec]) -> tuple[str, SwitchValue]:
    """Read ``KEY=VALUE``; raise SwitchFormatError, UnknownSwitchError or SwitchValueError."""
    key, equals, value = text.partition("=")
    if not equals or not key.strip() or not value.strip():
        raise SwitchFormatError(text)
    return parse_value(key.strip(), value.strip(), specs)


def parse_value(key: str, raw: object, specs: Mapping[str, SwitchSpec]) -> tuple[str, SwitchValue]:
    """Read one key with a text, JSON or TOML value; return its full key; raise UnknownSwitchError, SwitchValueError."""
    spec = specs.get(key) or next((spec for spec in specs.values() if spec.short == key), None)
    if spec is None:
        raise UnknownSwitchError(key, tuple(specs))
    try:
        value = read_value(spec.type, raw, spec.options, spec.bounds, spec.aliases, spec.words)
    except (ValueError, TypeError, ZeroDivisionError):
        raise SwitchValueError(spec.key, str(raw), spec.allowed) from None
    return spec.key, value


def parse_all(settings: Mapping[str, object], specs: Mapping[str, SwitchSpec]) -> tuple[Override, ...]:
    """Read a table of switches (as in an organisation's file) into undated decisions of its own."""
    return tuple(Override(*parse_value(key, raw, specs)) for key, raw in settings.items())


def switches_of(specs: Mapping[str, SwitchSpec], settings: "Mapping[str, object] | Switches") -> Switches:
    """Return ``settings`` as switches; a plain table holds only what differs from the defaults."""
    if isinstance(settings, Switches):
        return settings
    return effective_switches(specs, parse_all(settings, specs), date.max)


def require_right(key: str, kind: OrganisationKind, specs: Mapping[str, SwitchSpec]) -> None:
    """Raise SwitchNotYoursError unless an organisation of ``kind`` may decide ``key`` for its tree."""
    if key not in specs:
        raise UnknownSwitchError(key, tuple(specs))
    if kind not in specs[key].decided_by:
        raise SwitchNotYoursError(key, kind, specs[key].decided_by)


def read_specs(data: Mapping[str, Any]) -> Mapping[str, SwitchSpec]:
    """Build every switch from rulebook data; a default outside its own allowed values raises ValueError."""
    words = Words(*(frozenset(data["words"][name]) for name in ("true", "false", "none")))
    specs = [_spec(*one, words) for entry in data["switches"] for one in _expanded(entry)]
    return MappingProxyType({spec.key: spec for spec in specs})


def _expanded(entry: Mapping[str, Any]) -> Iterable[tuple[Mapping[str, Any], str, object, str | None]]:
    """Split an entry given per activity, per period or per kind of leave into one switch each."""
    table = entry.get("per_activity") or entry.get("per_period") or entry.get("per_kind")
    if table is None:
        return [(entry, entry["key"], entry.get("default"), entry.get("short"))]
    short = entry.get("short")
    return [(entry, f"{entry['key']}.{part}", value, short and f"{short}.{part}") for part, value in table.items()]


def _spec(entry: Mapping[str, Any], key: str, default: object, short: str | None, words: Words) -> SwitchSpec:
    options = tuple(entry.get("options", ()))
    low, high = entry.get("range", (0, 9999))
    aliases = MappingProxyType(entry.get("aliases", {}))
    value = () if default is None else read_value(entry["type"], default, options, (low, high), aliases, words)
    return SwitchSpec(
        key=key,
        type=entry["type"],
        default=value,
        allowed=_allowed(entry["type"], options, (low, high)),
        options=options,
        bounds=(low, high),
        aliases=aliases,
        words=words,
        decided_by=tuple(map(OrganisationKind, entry["decided_by"])),
        short=short,
    )


def _allowed(kind: str, options: tuple[str, ...], bounds: tuple[int, int]) -> tuple[str, ...]:
    span = f"{bounds[0]}..{bounds[1]}"
    return {
        "int": (span,),
        "ints": (f"{span},…",),
        "int_or_none": (span, "none"),
        "bool": ("true", "false"),
        "share": ("none", "half", "NUM/DEN"),
        "window": ("YYYY:YYYY-MM-DD..YYYY-MM-DD",),
        "text": ("TEXT",),
        "day": ("YYYY-MM-DD",),
    }.get(kind, options)
