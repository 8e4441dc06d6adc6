"""Where a person acts and for whom, and the list of coming meetings."""

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import access, changes, meetings
from bot.actions.access import Here, Spot
from bot.context import Context
from bot.letters import Letter
from bot.letters import meetings as letters
from bot.texts import meetings as texts
from storage.repositories.dialogues import Seat


def spot(context: Context) -> Spot:
    """Return where the person acts."""
    return Spot(context.place.chat_id, context.place.thread_id, context.place.private)


def seat(context: Context) -> Seat:
    """Return where a dialogue with this person takes place."""
    return Seat(context.place.chat_id, context.place.thread_id, context.visitor.telegram_id)


async def arrive(context: Context, session: AsyncSession) -> Here:
    """Return the member and the organisation this update is about; a fresh command asks where there are several."""
    ask = context.commanded and not context.chosen
    return await access.arrive(session, context.visitor.telegram_id, spot(context), context.now(), ask=ask)


async def list_coming(context: Context) -> None:
    """/meetings: the coming ones, each with its buttons."""
    async with context.read() as session:
        here = await arrive(context, session)
        shown = await meetings.coming(session, here)
        if context.place.private:
            shown = [*shown, *await changes.postponed(session, here)]
        said = [
            letters.own_card(one, here, context.now())
            if context.place.private
            else letters.group_card(one, context.now())
            for one in shown
        ]
    await context.say(*(said or [Letter(texts.NONE_COMING)]))
