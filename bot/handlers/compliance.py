"""/compliance: the list by urgency, one verdict opened, the pages, the picture."""

from bot import buttons
from bot.actions import compliance
from bot.context import Context
from bot.handlers.meetings import arrive
from bot.letters import compliance as letters


async def show(context: Context) -> None:
    """/compliance: the organisation's obligations today, most urgent first; counts only, for everybody."""
    async with context.read() as session:
        here = await arrive(context, session)
        audited = await compliance.show(session, here)
        below = await compliance.below(session, here)
    await context.say(letters.page(audited, below=below))


async def open_obligation(context: Context, button: buttons.OpenObligation) -> None:
    """Open one line: rule, source, window, records, what to do."""
    async with context.read() as session:
        here = await compliance.enter(session, context.visitor.telegram_id, button.organisation, context.now())
        found = await compliance.open_line(session, here, button.line)
        name = await compliance.name_of(session, here)
    await context.redraw(letters.opened(found, button.organisation, name, button.page))


async def turn_page(context: Context, button: buttons.CompliancePage) -> None:
    """Show another page of the list, as it is now."""
    async with context.read() as session:
        here = await compliance.enter(session, context.visitor.telegram_id, button.organisation, context.now())
        audited = await compliance.show(session, here)
        below = await compliance.below(session, here)
    await context.redraw(letters.page(audited, button.page, below))


async def show_picture(context: Context, button: buttons.CompliancePicture) -> None:
    """看图: send the heat map with the same facts as text."""
    async with context.read() as session:
        here = await compliance.enter(session, context.visitor.telegram_id, button.organisation, context.now())
        audited = await compliance.show(session, here)
    await context.toast()
    await context.say(await letters.picture(audited))
