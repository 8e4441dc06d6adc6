"""Who may decide a request for a second person's agreement; never whoever asked, under any of their offices."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Approval, Member, Organisation
from storage.repositories import organisations, people
from storage.rules.approvals import ApprovalKind
from storage.rules.people import Person
from storage.rules.powers import Power


async def of(session: AsyncSession, row: Approval, now: datetime) -> list[Person]:
    """Return the linked people who may decide a request: see ``storage.rules.approvals`` for who comes first."""
    organisation = await organisations.get(session, row.organisation_id)
    asker = (await people.linked(session, [row.asked_by])).get(row.asked_by)
    above = await _others(session, await _above(session, organisation), row, asker, now)
    if above and row.kind is ApprovalKind.DEFERRAL:
        return above
    return [*above, *await _others(session, organisation, row, asker, now)]


async def office_of(session: AsyncSession, row: Approval) -> str:
    """Return in whose name a decided request was decided: the organisation's, and the person's where it is the same."""
    decider = await session.get(Member, row.decided_by) if row.decided_by is not None else None
    if decider is None:
        return ""
    organisation = await organisations.get(session, row.organisation_id)
    branch = await organisations.branch_of(session, organisation)
    office = await organisations.get(session, decider.organisation_id)
    return decider.name if office.id in (organisation.id, branch.id) else office.name


async def _above(session: AsyncSession, organisation: Organisation) -> Organisation | None:
    return await organisations.get(session, organisation.parent_id) if organisation.parent_id is not None else None


async def _others(
    session: AsyncSession,
    organisation: Organisation | None,
    row: Approval,
    asker: tuple[int, bool] | None,
    now: datetime,
) -> list[Person]:
    if organisation is None:
        return []
    held = await people.holders(session, organisation, Power.APPROVE_RECORDS, now)
    mine = asker[0] if asker else None
    return [person for person in held if person.id != row.asked_by and person.telegram_id != mine]
