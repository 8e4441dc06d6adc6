"""The windows in which a rule may be satisfied: periods, moved by the yearly notice or by a deferral on record."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from storage.rules.compliance.facts import Deferral, Facts
from storage.rules.compliance.periods import Labels, Per, Period, periods_of, usual_assessment_year
from storage.rules.compliance.rulebook import Rule
from storage.rules.compliance.switches import Override, Switches, effective_switches

_CADENCES = {"quarter": Per.QUARTER, "half-year": Per.HALF_YEAR, "term": Per.TERM, "none": Per.QUARTER}


@dataclass(frozen=True, slots=True)
class Window:
    """A period as it really runs; ``shown`` is False where the audit only needs it to place records."""

    period: Period
    natural: Period
    shown: bool = True
    deferral: Deferral | None = None
    override: Override | None = None


def windows(rule: Rule, facts: Facts, switches: Switches, labels: Labels, as_of: date) -> tuple[Window, ...]:
    """Return the windows of ``rule`` the audit of ``as_of`` looks at, in order of their start (design §5.1).

    Shown are the periods from 1 January to the one that contains ``as_of``, earlier ones deferred into the year, and
    the assessment years whose window is open or ended in the year.
    """
    if rule.per is Per.ASSESSMENT_YEAR:
        return tuple(_assessment_years(rule, facts, switches, labels, as_of))
    return tuple(_calendar_periods(rule, facts, switches, labels, as_of))


def _assessment_years(rule: Rule, facts: Facts, switches: Switches, labels: Labels, as_of: date) -> Iterator[Window]:
    new_year = date(as_of.year, 1, 1)
    for year in range(as_of.year - 3, as_of.year + 2):
        natural = periods_of(Per.ASSESSMENT_YEAR, year, labels)[0]
        moved = switches.window(rule.switch, year) if rule.switch else None
        period = replace(natural, start=moved[0], end=moved[1]) if moved else natural
        window = _deferred(rule, facts, Window(period, natural, override=moved[2] if moved else None), as_of)
        shown = window.period.start <= as_of and window.period.end >= new_year
        yield window if shown else replace(window, shown=False)


def _calendar_periods(rule: Rule, facts: Facts, switches: Switches, labels: Labels, as_of: date) -> Iterator[Window]:
    new_year = date(as_of.year, 1, 1)
    for natural in _candidates(rule, facts, switches, labels, as_of.year):
        if natural.start > as_of:
            continue
        window = _deferred(
            rule, facts, Window(natural, natural, override=_decision(rule, facts, switches, natural)), as_of
        )
        if window.period.end >= new_year:
            yield window


def _candidates(rule: Rule, facts: Facts, switches: Switches, labels: Labels, year: int) -> list[Period]:
    per = rule.per or Per.YEAR
    if rule.switch == "lecture.cadence" and facts.overrides:
        return _dated_cadence(facts, switches, labels, year)
    years = (year - 1, year) if facts.deferrals or per is Per.TERM else (year,)
    return [period for each in years for period in periods_of(per, each, labels)]


def _dated_cadence(facts: Facts, switches: Switches, labels: Labels, year: int) -> list[Period]:
    """Return the periods of whichever cadence was in force on their first day."""
    found = []
    for per in (Per.QUARTER, Per.HALF_YEAR, Per.TERM):
        for period in (*periods_of(per, year - 1, labels), *periods_of(per, year, labels)):
            cadence = effective_switches(switches.specs, facts.overrides, period.start)["lecture.cadence"]
            if _CADENCES[str(cadence)] is per:
                found.append(period)
    return sorted(found, key=lambda period: period.start)


def _decision(rule: Rule, facts: Facts, switches: Switches, natural: Period) -> Override | None:
    """Return the decision this period is judged by: a cadence's is the one in force on the period's first day."""
    if rule.switch == "lecture.cadence" and facts.overrides:
        switches = effective_switches(switches.specs, facts.overrides, natural.start)
    return switches.decided.get(rule.switch) if rule.switch else None


def _deferred(rule: Rule, facts: Facts, window: Window, as_of: date) -> Window:
    """Move the window's end to the new date of the latest deferral on record; an earlier date defers nothing."""
    found = [d for d in facts.deferrals if d.on_record(as_of) and d.rule == rule.id and _meant(d, window)]
    if not found:
        return window
    deferral = max(found, key=lambda d: (d.approved_on or date.min, d.new_date))
    if deferral.new_date <= window.period.end:
        return window
    return replace(window, period=replace(window.period, end=deferral.new_date), deferral=deferral)


def _meant(deferral: Deferral, window: Window) -> bool:
    if deferral.period_start is not None:
        return deferral.period_start in (window.period.start, window.natural.start)
    return deferral.period_label == window.period.label


def place(day: date, for_year: int | None, rule: Rule, candidates: tuple[Window, ...]) -> list[int]:
    """Return the indexes of the windows a meeting of ``day`` belongs to, earliest first.

    An explicit ``for_year`` decides alone for assessment years; outside every window the usual year does.
    """
    if rule.per is not Per.ASSESSMENT_YEAR:
        return [index for index, window in enumerate(candidates) if day in window.period]
    if for_year is None:
        inside = [index for index, window in enumerate(candidates) if day in window.period]
        if inside:
            return inside
    year = usual_assessment_year(day) if for_year is None else for_year
    return [index for index, window in enumerate(candidates) if window.period.year == year]
