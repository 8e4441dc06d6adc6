"""A day picked from buttons, and the months turned: answers to the question of time that is open."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date

from bot import buttons
from bot.context import Context
from bot.handlers import changes, drafts, meetings, scheduling
from bot.keyboards import calendar as calendars
from bot.letters import scheduling as letters
from storage.repositories import dialogues
from storage.repositories.dialogues import DialogueMovedOnError, Talk

_STEPS: Mapping[str, Callable[[Context, Talk], Awaitable[None]]] = {
    scheduling.NAME: scheduling.step,
    drafts.NAME: drafts.step,
    changes.NAME: changes.step,
}


async def pick_day(context: Context, button: buttons.PickDay) -> None:
    """A day: the same as typing it."""
    talk = await _talk(context, button.dialogue, button.rev)
    if not 1 <= button.day <= date.max.toordinal():
        raise buttons.StaleButtonError
    context.words = date.fromordinal(button.day).isoformat()
    await _STEPS[talk.name](context, talk)


async def turn(context: Context, button: buttons.TurnCalendar) -> None:
    """翻日历, ‹ and ›: another month in the same message."""
    talk = await _talk(context, button.dialogue, button.rev)
    async with context.read() as session:
        here = await meetings.arrive(context, session)
        ahead = button.month - calendars.number(here.today)
        if not 0 <= ahead <= calendars.FARTHEST:
            raise buttons.StaleButtonError
        letter = await letters.month(session, here, talk, calendars.first_of(button.month))
    await context.redraw(letter)


async def _talk(context: Context, dialogue: int, rev: int) -> Talk:
    async with context.read() as session:
        talk = await dialogues.current(session, context.keyring, meetings.seat(context))
    if talk is None or (talk.id, talk.rev) != (dialogue, rev) or talk.name not in _STEPS:
        raise DialogueMovedOnError
    return talk
