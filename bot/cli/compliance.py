"""``sanhui compliance``: every obligation with its status, for people or (``--json``) for scripts."""

import json
import sys
from collections.abc import AsyncIterator
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.cli.office import office, say, work
from bot.cli.parts import read_day
from bot.texts.command_help import HELP
from bot.texts.command_line import not_counted, obligation, structural
from storage.repositories import addresses, obligations
from storage.rules.compliance.obligations import Remark
from storage.rules.terms import OrganisationKind

if TYPE_CHECKING:
    from bot.actions.compliance import Audited


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
        audited = _audits(session, await _ids(session, org), day)
        await (_print_json(audited) if as_json else _print_lines(audited))
    return 0


async def _ids(session: AsyncSession, org: str | None) -> list[int] | None:
    if org is None:
        return None
    organisation = await addresses.find(session, org)
    if organisation.kind is OrganisationKind.GROUP:
        return [organisation.id]
    return await obligations.below(session, organisation.id)


def _audits(session: AsyncSession, ids: list[int] | None, day: date) -> "AsyncIterator[Audited]":
    from bot.actions.compliance import audits  # late: the other commands start without the audit

    return audits(session, ids, day)


async def _print_json(found: "AsyncIterator[Audited]") -> None:
    """Write one list, an item at a time: a whole tree need not fit into memory."""
    from bot.texts.compliance import as_json  # late: the other commands start without the audit's words

    before = "["
    async for audited in found:
        for one in audited.obligations:
            sys.stdout.write(before + "\n" + json.dumps(as_json(one), ensure_ascii=False))
            before = ","
    sys.stdout.write("[]\n" if before == "[" else "\n]\n")


async def _print_lines(found: "AsyncIterator[Audited]") -> None:
    async for audited in found:
        name = ""
        for one in audited.obligations:
            if one.organisation != name:
                name = one.organisation
                say(name)
            if Remark.KIND_NOT_BOUND in one.remarks:
                continue
            say(obligation(one))
            for each in one.not_counted:
                say(not_counted(each))
        for finding in audited.findings:
            say(structural(finding))
