"""参加 on cards and invitations."""

from bot import buttons
from bot.actions import answers, meetings
from bot.context import Context
from bot.letters import meetings as letters
from bot.texts import answers as texts


async def attend(context: Context, button: buttons.Attend) -> None:
    """参加: record the answer; cards everywhere follow by themselves, a private message at once."""
    who = context.visitor.telegram_id
    async with context.begin() as session:
        shown, fresh = await answers.attend(session, who, button.meeting, button.rev, context.now())
    await context.toast(texts.ATTENDING if fresh else texts.ALREADY)
    if context.place.private:
        async with context.read() as session:
            shown, here = await meetings.view(session, who, button.meeting, context.now())
        await context.redraw(letters.invitation_of(shown, here, context.now()))
