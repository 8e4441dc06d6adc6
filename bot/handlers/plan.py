"""/plan: the year drafted, changed by buttons, adopted, compared with what was held; the next event arranged."""

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import buttons
from bot.actions import plan
from bot.actions.access import Here
from bot.context import Context
from bot.handlers import meetings, scheduling
from bot.keyboards import layout
from bot.letters import Letter
from bot.letters import plan as letters
from bot.letters.meetings import day_note
from bot.texts import plan as texts
from storage.models import PlannedEvent
from storage.repositories import dialogues
from storage.repositories.dialogues import Talk
from storage.rules.plan_progress import PlanYearError

THEME_DAY_NAME = "theme_day"
_YEAR_DIGITS = 4


async def show(context: Context) -> None:
    """/plan [YEAR]: the plan as it stands, drafted when there is none."""
    async with context.begin() as session:
        here = await meetings.arrive(context, session)
        shown = await plan.open_(session, here, _year(context.words, here))
    await context.say(letters.page(shown))


def _year(words: str, here: Here) -> int:
    if not words:
        return plan.usual_year(here.today)
    digits = words[:_YEAR_DIGITS]
    if len(digits) < _YEAR_DIGITS or not (digits.isascii() and digits.isdecimal()):
        raise PlanYearError(here.today.year)
    return int(digits)


async def turn_page(context: Context, button: buttons.PlanPage) -> None:
    """一季度 … 四季度, 返回, and next year's plan in December."""
    async with context.begin() as session:
        here = await _planner(context, session, button.organisation)
        shown = await plan.open_(session, here, button.year)
    await context.redraw(letters.page(shown, button.quarter))


async def adopt(context: Context, button: buttons.AdoptPlan) -> None:
    """采用: the draft holds from now on; a second tap only says so."""
    async with context.begin() as session:
        here = await _planner(context, session, button.organisation)
        fresh = await plan.adopt(session, here, button.year)
        shown = await plan.view(session, here, button.year)
    await context.toast("" if fresh else texts.ALREADY_ADOPTED)
    await context.redraw(letters.page(shown))
    if fresh:
        await context.say(Letter(texts.adopted(shown.organisation.name, shown.year)))


async def drop(context: Context, button: buttons.DropPlan) -> None:
    """放弃: take the draft away."""
    async with context.begin() as session:
        await plan.drop(session, await _planner(context, session, button.organisation), button.year)
    await context.redraw(Letter(texts.DROPPED))


async def fill(context: Context, button: buttons.FillPlan) -> None:
    """补齐: add to the draft what it lacks."""
    async with context.begin() as session:
        here = await _planner(context, session, button.organisation)
        shown = await plan.fill(session, here, button.year)
    await context.redraw(letters.page(shown))


async def ask_theme_day(context: Context, button: buttons.ChangeThemeDay) -> None:
    """改主题党日: ask for the fixed day."""
    async with context.begin() as session:
        await _planner(context, session, button.organisation)
        draft = {"organisation": button.organisation, "year": button.year}
        talk = await dialogues.begin(
            session, context.keyring, meetings.seat(context), THEME_DAY_NAME, "day", draft, context.now()
        )
    await context.say(Letter(texts.ASK_THEME_DAY, layout.choices(talk, [])))


async def theme_day_step(context: Context, talk: Talk) -> None:
    """Take the fixed day and show the year drafted anew."""
    async with context.begin() as session:
        here = await _planner(context, session, talk.draft["organisation"])
        shown = await plan.change_theme_day(session, here, talk.draft["year"], context.words)
        await dialogues.finish(session, talk, context.now())
    await context.say(letters.page(shown))


async def open_event(context: Context, button: buttons.PlanEvent) -> None:
    """Open one event."""
    async with context.read() as session:
        event, here = await _event(context, session, button.event)
        letter = await _opened(session, here, event)
    await context.redraw(letter)


async def move(context: Context, button: buttons.MovePlanned) -> None:
    """提前一天, 推后一天, 提前一周, 推后一周: to a working day."""
    async with context.begin() as session:
        event, here = await _event(context, session, button.event)
        await plan.move(session, event, here, button.later)
        letter = await _opened(session, here, event)
    await context.redraw(letter)


async def remove(context: Context, button: buttons.RemovePlanned) -> None:
    """删去: take one event out of the draft."""
    async with context.begin() as session:
        event, here = await _event(context, session, button.event)
        year, quarter = event.year, letters.quarter_of(event)
        await plan.remove(session, event)
        shown = await plan.view(session, here, year)
    await context.toast(texts.REMOVED)
    await context.redraw(letters.page(shown, quarter))


async def arrange(context: Context, button: buttons.ArrangePlanned) -> None:
    """安排: go on in the dialogue that leads to the preview, with all the plan knows."""
    async with context.begin() as session:
        event, here = await _event(context, session, button.event)
        letter = await scheduling.begin(context, session, here, plan.to_schedule(event, here))
    await context.say(letter)


async def _planner(context: Context, session: AsyncSession, organisation_id: int) -> Here:
    return await plan.planner(session, context.visitor.telegram_id, organisation_id, context.now())


async def _event(context: Context, session: AsyncSession, event_id: int) -> tuple[PlannedEvent, Here]:
    return await plan.event_of(session, context.visitor.telegram_id, event_id, context.now())


async def _opened(session: AsyncSession, here: Here, event: PlannedEvent) -> Letter:
    await session.flush()
    shown = await plan.view(session, here, event.year)
    return letters.event(shown, event, await day_note(session, event.day))
