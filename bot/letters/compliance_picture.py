"""The heat map of a year, months across and activities down, drawn from the same verdicts the text is made of."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache

from bot.actions.compliance import Audited
from bot.actions.summaries import Branch
from bot.documents.pictures import Painter
from bot.documents.values import GridCell, GridRow, MonthActivityGrid
from bot.letters import Enclosure
from bot.texts import compliance as texts
from storage.rules.compliance.obligations import Obligation
from storage.rules.compliance.periods import Per
from storage.rules.roll_up import Mark
from storage.rules.terms import ObligationStatus

_MONTHS = 12
_WIDTH = {Per.MONTH: 1, Per.QUARTER: 3, Per.HALF_YEAR: 6, Per.TERM: 6, Per.YEAR: 12}
_TITLES = tuple(texts.grid_month(month) for month in range(1, _MONTHS + 1))
_SAID_NOTHING = frozenset({ObligationStatus.NOT_APPLICABLE})


@cache
def painter() -> Painter:
    """Return the one painter, made when the first picture is asked for."""
    return Painter()


async def heat_map(audited: Audited) -> Enclosure:
    """Draw an organisation's year as a picture to send."""
    return Enclosure(texts.PICTURE_NAME, await painter().month_activity_grid(grid(audited)), picture=True)


async def tree_map(audited: Audited, branches: Sequence[Branch]) -> Enclosure:
    """Draw the organisations below one, worst first: for each month the worst verdict and how many of how many."""
    drawn = MonthActivityGrid(
        texts.tree_title(audited.name, audited.as_of.year),
        texts.grid_as_of(audited.as_of),
        _TITLES,
        tuple(GridRow(one.name, tuple(_marked(mark) for mark in one.months)) for one in branches),
        texts.TREE_NOTE,
    )
    return Enclosure(texts.PICTURE_NAME, await painter().month_activity_grid(drawn), picture=True)


def _marked(mark: Mark | None) -> GridCell:
    return GridCell(None) if mark is None else GridCell(mark.status, f"{mark.met}/{mark.owed}")


def grid(audited: Audited) -> MonthActivityGrid:
    """Return the heat map's values: a row for each rule and group that applies at all."""
    rows: dict[tuple[str, int], list[Obligation]] = {}
    for one in audited.obligations:
        rows.setdefault((one.rule.id, one.organisation_id), []).append(one)
    kept = [row for row in rows.values() if any(one.status not in _SAID_NOTHING for one in row)]
    return MonthActivityGrid(
        texts.grid_title(audited.name, audited.as_of.year),
        texts.grid_as_of(audited.as_of),
        _TITLES,
        tuple(_row(row, audited) for row in kept),
        texts.GRID_NOTE,
    )


def _row(row: Sequence[Obligation], audited: Audited) -> GridRow:
    return GridRow(texts.grid_row(row[0], audited.name), tuple(_cells(row, audited.as_of.year)))


def _cells(row: Iterable[Obligation], year: int) -> list[GridCell]:
    """Lay the periods over the twelve months; where two overlap, the earlier one keeps its months."""
    cells: list[GridCell] = []
    month = 1
    for one in sorted(row, key=lambda each: each.period.start):
        first, last = _months(one, year)
        first = max(first, month)
        if first > last:
            continue
        cells += [GridCell(None)] * (first - month)
        cells.append(GridCell(one.status, _counts(one), last - first + 1))
        month = last + 1
    return cells + [GridCell(None)] * (_MONTHS + 1 - month)


def _months(one: Obligation, year: int) -> tuple[int, int]:
    """Return the first and last month of the period within ``year``; a deferral does not make it wider."""
    start, end = one.period.start, one.period.end
    first = start.month if start.year == year else 1 if start.year < year else _MONTHS + 1
    width = _WIDTH.get(one.rule.per or Per.YEAR)
    if width is not None and one.rule.per is not Per.ASSESSMENT_YEAR:
        left = width - (0 if start.year == year else _since(start, year))
        return first, min(first + left - 1, _MONTHS)
    return first, end.month if end.year == year else _MONTHS if end.year > year else 0


def _since(start: date, year: int) -> int:
    """Return how many months of a period begun earlier lie before ``year``."""
    return (year - start.year) * _MONTHS + 1 - start.month


def _counts(one: Obligation) -> str:
    return "" if one.required is None else f"{one.held}/{one.required}"
