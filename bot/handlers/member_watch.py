"""人员情况: what those entitled may know of single members, in private."""

from bot import buttons
from bot.actions import member_watch
from bot.context import Context
from bot.letters import member_watch as letters
from storage.rules.powers import NotReachableError


async def open_(context: Context, button: buttons.WatchMembers) -> None:
    """Show the page to one entitled, in private whatever the tap came from."""
    async with context.read() as session:
        found = await member_watch.open_(session, context.visitor.telegram_id, button.organisation, context.now())
    letter = letters.page(found)
    if context.place.private:
        await context.redraw(letter)
    elif not await context.whisper(letter):
        raise NotReachableError
