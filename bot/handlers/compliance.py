"""/compliance: the list by urgency, one verdict opened, the pages, the picture."""

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import buttons
from bot.actions import compliance, member_watch
from bot.actions.access import Here
from bot.context import Context
from bot.handlers.meetings import arrive
from bot.letters import compliance as letters
from bot.letters import member_watch as member_letters
from storage.rules.powers import Power


async def show(context: Context) -> None:
    """/compliance: the organisation's obligations today, most urgent first; counts only, for everybody."""
    async with context.read() as session:
        here = await arrive(context, session)
        audited = await compliance.show(session, here)
        below = await compliance.below(session, here)
        private = await _private(context, session, here)
    await context.say(letters.page(audited, below=below, private=private))


async def _private(context: Context, session: AsyncSession, here: Here) -> letters.Private | None:
    """Return what only a private page shows; in a group there is nothing of the kind."""
    if not context.place.private:
        return None
    who = context.visitor.telegram_id
    return letters.Private(
        own=member_letters.own(await member_watch.own_dual_life(session, who, here)),
        others=await compliance.others(session, who, here),
        watches=here.may(Power.WATCH_MEMBERS),
    )


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
        private = await _private(context, session, here)
    await context.redraw(letters.page(audited, button.page, below, private=private))


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
