"""/compliance: the list by urgency, one verdict opened, the pages, the picture."""

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import buttons
from bot.actions import compliance
from bot.actions.access import Here
from bot.context import Context
from bot.handlers.meetings import arrive
from bot.letters import compliance as letters


async def show(context: Context) -> None:
    """/compliance: the organisation's obligations today, most urgent first; counts only, for everybody."""
    async with context.read() as session:
        here = await arrive(context, session)
        audited = await compliance.show(session, here)
        below = await compliance.below(session, here)
        others = await _others(context, session, here)
    await context.say(letters.page(audited, below=below, others=others))


async def _others(context: Context, session: AsyncSession, here: Here) -> list[tuple[int, str]]:
    """In private, the other organisations the person belongs to; in a group only the group's own."""
    return await compliance.others(session, context.visitor.telegram_id, here) if context.place.private else []


async def open_obligation(context: Context, button: buttons.OpenObligation) -> None:
    """Open one line: rule, source, window, records, what to do."""
    async with context.read() as session:
        here = await compliance.enter(session, context.visitor.telegram_id, button.organisation, context.now())
        found = await compliance.open_line(session, here, button.line)
        name = await compliance.name_of(session, here)
    private = context.place.private
    await context.redraw(letters.opened(found, button.organisation, name, button.page, private=private))


async def turn_page(context: Context, button: buttons.CompliancePage) -> None:
    """Show another page of the list, as it is now."""
    async with context.read() as session:
        here = await compliance.enter(session, context.visitor.telegram_id, button.organisation, context.now())
        audited = await compliance.show(session, here)
        below = await compliance.below(session, here)
        others = await _others(context, session, here)
    await context.redraw(letters.page(audited, button.page, below, others))


async def list_below(context: Context, button: buttons.BelowPage) -> None:
    """下级党组织: those below, worst first, a page at a time."""
    async with context.read() as session:
        here = await compliance.enter(session, context.visitor.telegram_id, button.organisation, context.now())
        audited = await compliance.show(session, here)
        below = await compliance.below(session, here)
    await context.redraw(letters.below_page(audited, below, button.page))


async def look_below(context: Context, button: buttons.LookBelow) -> None:
    """Look at one of those below: statuses and figures."""
    async with context.read() as session:
        _, audited = await compliance.look_below(
            session, context.visitor.telegram_id, button.organisation, button.below, context.now()
        )
    await context.redraw(letters.looked_below(audited, button.organisation, button.page))


async def show_picture(context: Context, button: buttons.CompliancePicture) -> None:
    """看图: send the heat map with the same facts as text."""
    async with context.read() as session:
        here = await compliance.enter(session, context.visitor.telegram_id, button.organisation, context.now())
        audited = await compliance.show(session, here)
    await context.toast()
    await context.say(await letters.picture(audited))
