"""有人换了账号: unlink the account that is no longer a member's; the new one joins as any other does."""

from bot import buttons
from bot.actions import accounts
from bot.context import Context
from bot.courier import Address
from bot.keyboards import accounts as keyboards
from bot.letters import Letter
from bot.texts import accounts as texts
from storage.rules.confidentiality import ContentClass


async def open_(context: Context, button: buttons.OpenAccounts) -> None:
    """Show whose account can be unlinked; in private only."""
    if not context.place.private:
        return
    async with context.read() as session:
        who = context.visitor.telegram_id
        branch, people = await accounts.linked(session, who, button.organisation, context.now())
    words = texts.pick(branch.name, listed=bool(people))
    await context.redraw(Letter(words, keyboards.pick(people), ContentClass.P1))


async def ask(context: Context, button: buttons.AskUnlink) -> None:
    """Ask whether to unlink."""
    if not context.place.private:
        return
    async with context.read() as session:
        member = await accounts.one(session, context.visitor.telegram_id, button.member, context.now())
    keyboard = keyboards.ask(member.id, member.organisation.id)
    await context.redraw(Letter(texts.ask(member.name), keyboard, ContentClass.P1))


async def unlink(context: Context, button: buttons.Unlink) -> None:
    """Unlink, and tell the account that it was."""
    if not context.place.private:
        return
    async with context.begin() as session:
        member, former = await accounts.unlink(session, context.visitor.telegram_id, button.member, context.now())
    await context.redraw(Letter(texts.done(member.name), content=ContentClass.P1))
    await context.courier.reply(Address(former), Letter(texts.told(member.organisation.name)))
