"""Letters of the dialogue that leads to a drafted meeting: each question with its usual answers as buttons."""

from collections.abc import Sequence
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardMarkup

from bot.actions import quick_dates
from bot.actions.access import Here
from bot.actions.scheduling import OFFERED, Question, Step
from bot.keyboards import calendar as calendars
from bot.keyboards import layout, reminder_settings
from bot.letters import Letter
from bot.texts import calendar as calendar_texts
from bot.texts import dates, terms
from bot.texts import meetings as texts
from bot.texts import scheduling as words
from storage.repositories.dialogues import Talk
from storage.rules.calendar import judge
from storage.rules.powers import Power
from storage.rules.terms import Activity


async def asked(session: AsyncSession, here: Here, talk: Talk, question: Question) -> Letter:
    """Ask the next question."""
    plan = question.plan
    match question.step:
        case Step.TYPE:
            return _ask_type(here, talk, question)
        case Step.VENUE:
            return Letter(texts.ASK_GROUP, layout.choices(talk, [one.name for one in question.venues]))
        case Step.WHICH:
            labels = [texts.candidate(one, plan.moments, here.zone) for one in plan.moments]
            return Letter(texts.ask_which(plan.moments, here.zone), layout.choices(talk, labels))
        case Step.PLACE:
            return Letter(texts.ASK_PLACE, places(talk, question.places))
        case Step.THEME:
            again = [words.same_theme(question.last.theme)] if question.last else []
            return Letter(texts.ASK_THEME, layout.choices(talk, [*again, texts.SKIP], width=1))
        case _:
            return await _ask_when(session, here, talk, question)


def places(talk: Talk, known: tuple[str, ...]) -> InlineKeyboardMarkup:
    """The places used last, and leaving it open."""
    return layout.choices(talk, [*(words.place(one) for one in known), texts.SKIP])


async def days(
    session: AsyncSession, here: Here, talk: Talk, venue_id: int, activities: Sequence[Activity], *more: str
) -> InlineKeyboardMarkup:
    """The days usually meant, the calendar, and what else may be picked instead of a day."""
    offered = await quick_dates.offered(session, here, venue_id, activities)
    return layout.choices(talk, more, above=calendars.quick(talk, offered), beside=[calendars.opener(talk, here.today)])


async def month(session: AsyncSession, here: Here, talk: Talk, first: date) -> Letter:
    """Show one month to pick a day from."""
    holidays = await quick_dates.holidays(session, here, first.year)
    return Letter(calendar_texts.hint(judge(first, holidays)), calendars.month(talk, first, here.today, holidays))


def _ask_type(here: Here, talk: Talk, question: Question) -> Letter:
    kinds = [terms.ACTIVITY[one] for one in OFFERED]
    if question.kept is not None:
        kinds.append(words.go_on(question.kept.credited))
    beside = [reminder_settings.opener(here.organisation.id)] if here.may(Power.SET_UP) else []
    return Letter(texts.ASK_TYPE, layout.choices(talk, kinds, beside=beside))


async def _ask_when(session: AsyncSession, here: Here, talk: Talk, question: Question) -> Letter:
    plan, last = question.plan, question.last
    asks = texts.ask_when(plan.credited)
    if plan.clock is not None:
        asks = words.ask_day(plan.credited, plan.clock, plan.place or "")
    same = [words.same(dates.hour(last.starts_at, here.zone), last.place)] if last else []
    assert plan.venue is not None  # noqa: S101 - asked before the time
    return Letter(asks, await days(session, here, talk, plan.venue, plan.credited, *same))
