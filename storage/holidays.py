"""The holidays of China from the ``holidays`` library, with what an administrator has entered on top.

The library is imported when it is first needed: that costs a third of a second which no start should wait for.
"""

from collections.abc import Collection, Iterable
from datetime import date

from storage.rules.calendar import DayKind, Holidays, Override

Note = tuple[DayKind, str]


def load(years: Iterable[int], overrides: Iterable[Override] = (), announced: Collection[int] = ()) -> Holidays:
    """The holidays of these years; ``announced`` names years whose whole arrangement stands in ``overrides``.

    For a year not announced the library knows the statutory days only, without the days moved around them.
    """
    wanted = frozenset(years)
    known = Holidays(_days(wanted), _announced(wanted))
    return known.replaced(overrides, announced)


def _announced(years: Collection[int]) -> frozenset[int]:
    """The years whose arrangement the library has taken from the State Council's notice."""
    from holidays.countries.china import ChinaStaticHolidays

    return frozenset(year for year in years if year in ChinaStaticHolidays.special_public_holidays)


def _days(years: Collection[int]) -> dict[date, Note]:
    """Days off and make-up workdays; the library also lists make-up days of years nobody asked for."""
    import holidays

    china = holidays.country_holidays("CN", years=years, language="zh_CN")
    shifted = china.tr(china.substituted_label).partition("%")[0]
    days = {day: (_kind(name, shifted), name) for day, name in china.items()}
    return days | {day: (DayKind.MAKEUP_WORKDAY, "") for day in china.weekend_workdays if day.year in years}


def _kind(name: str, shifted: str) -> DayKind:
    """A day off moved here from a weekend bears the library's own label for it."""
    return DayKind.DAY_OFF_SHIFTED if name.startswith(shifted) else DayKind.STATUTORY_HOLIDAY
