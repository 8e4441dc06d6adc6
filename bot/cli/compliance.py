"""``sanhui compliance``: every obligation with its status, for people or (``--json``) for scripts."""

import json
import sys
from collections.abc import AsyncIterator
from datetime import date
from typing import Annotated

import typer
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.cli.office import office, say, work
from bot.cli.parts import read_day
from bot.texts.command_help import HELP
from bot.texts.command_line import obligation
from storage.repositories import addresses, obligations
from storage.rules.compliance.obligations import Obligation
from storage.rules.terms import OrganisationKind


def show(
    org: Annotated[str | None, typer.Option("--org", metavar="NAME", help=HELP["org_option"])] = None,
    as_of: Annotated[
        date | None, typer.Option("--as-of", metavar="YYYY-MM-DD", parser=read_day, help=HELP["as_of"])
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=HELP["json"])] = False,
) -> int:
    """Audit one organisation with all below it, or everything."""
    return work(_show(org.strip() if org else None, as_of, as_json=as_json))


async def _show(org: str | None, as_of: date | None, *, as_json: bool) -> int:
    async with office() as desk, desk.sessions.read() as session:
        day = as_of or desk.now().astimezone(desk.settings.timezone).date()
        found = _found(session, await _ids(session, org), day)
        await (_print_json(found) if as_json else _print_lines(found))
    return 0


async def _ids(session: AsyncSession, org: str | None) -> list[int] | None:
    if org is None:
        return None
    organisation = await addresses.find(session, org)
    if organisation.kind is OrganisationKind.GROUP:
        return [organisation.id]
    return await obligations.below(session, organisation.id)


async def _found(session: AsyncSession, ids: list[int] | None, day: date) -> AsyncIterator[Obligation]:
    from bot.actions.compliance import audits  # late: the other commands start without the audit

    async for audited in audits(session, ids, day):
        for one in audited.obligations:
            yield one


async def _print_json(found: AsyncIterator[Obligation]) -> None:
    """Write one list, an item at a time: a whole tree need not fit into memory."""
    from bot.texts.compliance import as_json  # late: the other commands start without the audit's words

    before = "["
    async for one in found:
        sys.stdout.write(before + "\n" + json.dumps(as_json(one), ensure_ascii=False))
        before = ","
    sys.stdout.write("[]\n" if before == "[" else "\n]\n")


async def _print_lines(found: AsyncIterator[Obligation]) -> None:
    name = ""
    async for one in found:
        if one.organisation != name:
            name = one.organisation
            say(name)
        say(obligation(one))
