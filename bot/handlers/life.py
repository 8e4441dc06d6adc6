"""/life: criticism and self-criticism, read in private and walked through person by person; groups see figures.

Texts go into sealed rows message by message; a dialogue holds only where one stands.
"""

from dataclasses import replace

from bot import buttons
from bot.actions import life
from bot.actions import life_entries as entries
from bot.context import Context
from bot.handlers import life_stage
from bot.handlers.criticism import criticism_step, record_criticism, response_step, write_criticism, write_response
from bot.handlers.meetings import arrive
from bot.handlers.self_criticism import self_criticism_step, write_self_criticism
from bot.letters import life as letters
from bot.texts import life as texts
from storage.rules.life import NoLifeMeetingError, NotKeeperError

__all__ = [
    "criticism_step",
    "open_",
    "open_person",
    "record_criticism",
    "response_step",
    "self_criticism_step",
    "show",
    "withdraw",
    "write_criticism",
    "write_response",
    "write_self_criticism",
]


async def show(context: Context) -> None:
    """/life: figures in a group; in private the meeting in question, or a choice of meetings."""
    if not context.place.private:
        await _show_in_group(context)
        return
    async with context.begin() as session:
        here = await arrive(context, session)
        shown = await life.listed(session, here)
        if not shown:
            raise NoLifeMeetingError
        letter = letters.pick(shown)
        if len(shown) == 1:
            letter = await life_stage.overview(
                context, session, await life_stage.floor_of(context, session, shown[0].meeting.id)
            )
    await context.say(letter)


async def _show_in_group(context: Context) -> None:
    async with context.read() as session:
        found = await life.of_chat(session, await arrive(context, session))
    if not found:
        raise NoLifeMeetingError
    await context.say(letters.in_group([letters.board(shown, counts) for shown, counts in found]))


async def open_(context: Context, button: buttons.OpenLife) -> None:
    """Open one meeting: one's own part, and for a keeper everybody's turn."""
    life_stage.check_private(context)
    async with context.begin() as session:
        letter = await life_stage.overview(
            context, session, await life_stage.floor_of(context, session, button.meeting)
        )
    await context.redraw(letter)


async def open_person(context: Context, button: buttons.LifePerson) -> None:
    """Show one person's part; its text appears in protected messages only."""
    life_stage.check_private(context)
    async with context.begin() as session:
        floor = await life_stage.floor_of(context, session, button.meeting)
        if button.member != floor.me and not floor.keeper:
            raise NotKeeperError
        floor.check_on_roll(button.member)
        letter = letters.person(floor, await life.read(session, context.keyring, floor), button.member)
    protected = getattr(context.message, "has_protected_content", None)
    await (context.redraw(letter) if protected else context.say(letter))


async def withdraw(context: Context, button: buttons.WithdrawCriticism) -> None:
    """撤回: take back a criticism that has not been answered."""
    life_stage.check_private(context)
    async with context.begin() as session:
        floor = await life.floor_of(session, context.visitor.telegram_id, button.criticism, context.now())
        await entries.withdraw(session, context.keyring, floor, button.criticism)
        floor = await life_stage.floor_of(context, session, floor.shown.meeting.id)
        letter = await life_stage.overview(context, session, floor)
    await context.say(replace(letter, text=f"{texts.WITHDRAWN}\n\n{letter.text}"))
