"""Letters about the plan of a year: a quarter by months, and one event."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions.plan import DECEMBER, View
from bot.keyboards import plan as keyboards
from bot.letters import COMPOSERS, Letter, unsealed
from bot.texts import compliance as compliance_texts
from bot.texts import dates
from bot.texts import plan as texts
from bot.texts.markup import lines
from storage.models import PlannedEvent
from storage.repositories import holiday_notices, organisations, planned_events
from storage.rules.calendar import DayNote
from storage.rules.deliveries import Parcel, PlanKind
from storage.rules.plan_progress import Progress

_MONTHS = 3
_MOST_BUTTONS = 40
_OPEN = (Progress.COMING, Progress.OVERDUE)


def page(shown: View, quarter: int | None = None) -> Letter:
    """Return one quarter of the plan; without a number the one in which the next event is due."""
    due = shown.next_due()
    if quarter is None or not 0 <= quarter < len(texts.QUARTERS):
        quarter = quarter_of(due[0]) if due else 0
    events = [event for event in shown.events if quarter_of(event) == quarter]
    months = range(quarter * _MONTHS + 1, quarter * _MONTHS + _MONTHS + 1)
    rows = {month: [_row(shown, event) for event in events if event.day.month == month] for month in months}
    text = lines(
        texts.header(shown.organisation.name, shown.year, adopted=shown.adopted),
        texts.figures(list(shown.progress.values())) if shown.adopted else "",
        "" if shown.announced else texts.NOT_ANNOUNCED,
        "" if shown.adopted else texts.theme_day(shown.theme_day, previous=shown.previous_workday),
        *(texts.closure(one.name, one.first, one.last) for one in shown.closures if one.first.year <= shown.year),
        *(texts.month(month, found) for month, found in rows.items() if found),
        texts.lacking([compliance_texts.name(one, shown.organisation.name) for one in shown.lacking]),
        "" if shown.adopted else texts.TAP_TO_CHANGE,
    )
    opened = [event for event in events if not shown.adopted or shown.progress[event.id] in _OPEN]
    labelled = [(_label(shown, event), event.id) for event in opened[:_MOST_BUTTONS]]
    next_year = shown.year + 1 if shown.today.month == DECEMBER and shown.today.year == shown.year else None
    buttons = keyboards.page(
        shown.organisation.id,
        shown.year,
        labelled,
        adopted=shown.adopted,
        offered=next_year,
        lacks=bool(shown.lacking),
    )
    return Letter(text, buttons)


def event(shown: View, one: PlannedEvent, note: DayNote) -> Letter:
    """Return one event, opened."""
    progress = shown.progress[one.id] if shown.adopted else None
    about = texts.detail(
        one.day, planned_events.activities(one), shown.venues[one.venue_id], dates.note(note), progress
    )
    missing = [compliance_texts.name(each, shown.organisation.name) for each in shown.lacking]
    text = lines(about, texts.lacking(missing, here=False))
    buttons = keyboards.event(
        one.id, shown.organisation.id, shown.year, quarter_of(one), draft=not shown.adopted, due=progress in _OPEN
    )
    return Letter(text, buttons)


def quarter_of(one: PlannedEvent) -> int:
    """Return the quarter of an event, from 0."""
    return (one.day.month - 1) // _MONTHS


def _row(shown: View, one: PlannedEvent) -> str:
    progress = shown.progress[one.id] if shown.adopted else None
    return texts.event(one.day, planned_events.activities(one), shown.venues[one.venue_id], progress)


def _label(shown: View, one: PlannedEvent) -> str:
    return texts.label(one.day, planned_events.activities(one), shown.venues[one.venue_id])


async def offer(session: AsyncSession, parcel: Parcel, _now: datetime) -> Letter:
    """Compose the offer of next year's plan; its year is the subject."""
    organisation, year = await organisations.get(session, parcel.organisation_id), parcel.subject_id
    known = await holiday_notices.known(session, [year])
    words = texts.offered(organisation.name, year, announced=year in known.announced)
    return Letter(words, keyboards.offered(organisation.id, year))


COMPOSERS[PlanKind.PLAN_OFFER] = unsealed(offer)
