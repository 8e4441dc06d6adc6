"""/todo: what waits for me, and opening it."""

from bot import buttons
from bot.actions import join, leave, meetings, todo
from bot.context import Context
from bot.letters import Letter
from bot.letters import join as join_letters
from bot.letters import leave as leave_letters
from bot.letters import meetings as meeting_letters
from bot.letters import todo as letters
from bot.texts import todo as texts


async def show(context: Context) -> None:
    """/todo: everything that waits for this person, oldest first; in private only."""
    if not context.place.private:
        await context.say(Letter(texts.PRIVATE_ONLY))
        return
    await context.say(await _page(context, 0))


async def turn_page(context: Context, button: buttons.TodoPage) -> None:
    """Show another page of the list, as it is now."""
    await context.redraw(await _page(context, button.page))


async def open_invitation(context: Context, button: buttons.OpenInvitation) -> None:
    """Show a meeting with the own answer and the buttons to give it."""
    async with context.read() as session:
        shown, here = await meetings.view(session, context.visitor.telegram_id, button.meeting, context.now())
    await context.toast()
    await context.say(meeting_letters.own_card(shown, here, context.now()))


async def open_leave(context: Context, button: buttons.OpenLeave) -> None:
    """Show a request for leave to somebody who may decide it."""
    async with context.begin() as session:
        row = await leave.check_may_decide(session, context.visitor.telegram_id, button.leave, context.now())
        letter = await leave_letters.asked(session, context.keyring, row)
    await context.toast()
    await context.say(letter)


async def open_join(context: Context, button: buttons.OpenJoin) -> None:
    """Show a claim to a name on the roster to somebody who may decide it."""
    async with context.read() as session:
        account, member = await join.check_may_decide(
            session, button.account, context.visitor.telegram_id, context.settings.admins, context.now()
        )
        letter = await join_letters.asked(session, account, member)
    await context.toast()
    await context.say(letter)


async def _page(context: Context, number: int) -> Letter:
    async with context.read() as session:
        return letters.page(await todo.waiting(session, context.visitor.telegram_id, context.now()), number)
