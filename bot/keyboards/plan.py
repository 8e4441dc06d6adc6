"""Buttons of a plan and of one of its events."""

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup

from bot import buttons
from bot.keyboards.layout import Labelled, in_rows, keyboard
from bot.texts import plan as texts
from storage.rules.planning import Move


def page(
    organisation_id: int,
    year: int,
    events: Sequence[tuple[str, int]],
    *,
    adopted: bool,
    offered: int | None,
    lacks: bool = False,
) -> InlineKeyboardMarkup:
    """Return the events that can be opened, the four quarters, and what can be done with the whole plan."""
    drafted: list[Labelled] = []
    if not adopted:
        drafted = [(texts.CHANGE_THEME_DAY, buttons.ChangeThemeDay(organisation_id, year))]
    if lacks:
        drafted.append((texts.FILL, buttons.FillPlan(organisation_id, year)))
    opened: list[Labelled] = [(label, buttons.PlanEvent(event)) for label, event in events]
    quarters = [(label, buttons.PlanPage(organisation_id, year, number)) for number, label in enumerate(texts.QUARTERS)]
    last: list[Labelled] = []
    if not adopted:
        last = [
            (texts.ADOPT, buttons.AdoptPlan(organisation_id, year)),
            (texts.DROP, buttons.DropPlan(organisation_id, year)),
        ]
    elif offered:
        last = [(texts.offer(offered), buttons.PlanPage(organisation_id, offered, 0))]
    return keyboard(*in_rows(opened, 2), drafted, quarters, last)


def offered(organisation_id: int, year: int) -> InlineKeyboardMarkup:
    """Return the button that drafts a year."""
    return keyboard([(texts.offer(year), buttons.PlanPage(organisation_id, year, 0))])


def event(
    event_id: int, organisation_id: int, year: int, quarter: int, *, draft: bool, due: bool
) -> InlineKeyboardMarkup:
    """Return what can be done with one event: changed in a draft, arranged once the plan holds."""
    moves: list[Labelled] = [(texts.MOVES[move], buttons.MovePlanned(event_id, move)) for move in Move]
    remove: list[Labelled] = [(texts.REMOVE, buttons.RemovePlanned(event_id))]
    arrange: list[Labelled] = [(texts.ARRANGE, buttons.ArrangePlanned(event_id))]
    back: list[Labelled] = [(texts.BACK, buttons.PlanPage(organisation_id, year, quarter))]
    return keyboard(
        *(in_rows(moves, 2) if draft else []), remove if draft else [], arrange if due and not draft else [], back
    )
