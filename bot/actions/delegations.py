"""Hand the decision on leave to another member from one day to another, and take it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import access
from bot.actions.access import Here
from bot.actions.meetings import view
from storage.models import Delegation, Organisation
from storage.repositories import audit_entries, delegations, leaves, organisations, people, plans
from storage.rules.delegation import NoSuchDelegateError, NoSuchDelegationError, check_days
from storage.rules.deliveries import PlanKind
from storage.rules.people import Person, by_rank
from storage.rules.powers import Power, StrangerError

POWER = Power.DECIDE_LEAVE
MOST = 60
"""People offered to choose from: Telegram shows a hundred buttons at most."""


@dataclass(frozen=True, slots=True)
class Handed:
    """For which organisation, and what of its decisions on leave is handed to whom."""

    organisation: Organisation
    here: Here
    standing: Sequence[Delegation]
    names: dict[int, str]


async def of(session: AsyncSession, telegram_id: int, meeting_id: int, now: datetime) -> Handed:
    """Return what is handed over in the organisation of a meeting; for those who decide by duty, nobody else."""
    _, here = await view(session, telegram_id, meeting_id, now)
    here.require(POWER)
    return await _handed(session, here)


async def may_be_asked(session: AsyncSession, handed: Handed) -> Sequence[Person]:
    """Return to whom the decision may be handed: linked members of the branch, by rank, without oneself."""
    branch = await organisations.branch_of(session, handed.organisation)
    roster = await people.roster(session, branch, handed.here.today)
    me = handed.here.member.member_id
    fit = [one for one in by_rank(roster) if one.telegram_id is not None and one.counted and one.id != me]
    return fit[:MOST]


async def give(
    session: AsyncSession, telegram_id: int, meeting_id: int, member_id: int, begin: date, end: date, now: datetime
) -> Handed:
    """Hand the decision over for these days, both inside, and tell the person; what waits is shown to them too.

    Raises NoSuchDelegateError, DelegationDaysError.
    """
    handed = await of(session, telegram_id, meeting_id, now)
    if member_id not in {one.id for one in await may_be_asked(session, handed)}:
        raise NoSuchDelegateError
    check_days(begin, end, handed.here.today)
    organisation, me = handed.organisation, handed.here.member.member_id
    row = Delegation(
        organisation_id=organisation.id,
        power=POWER,
        member_id=member_id,
        given_by=me,
        given_at=now,
        valid_from=begin,
        valid_to=end,
    )
    for former in handed.standing:
        await _end(session, handed.here, former)
    await delegations.add(session, row)
    await _note(session, handed.here, "leave.delegated", row)
    last = datetime.combine(end + timedelta(days=1), time(), handed.here.zone)
    await plans.add(session, PlanKind.DELEGATION, organisation.id, row.id, due_at=now, expires_at=last)
    starts = max(now, datetime.combine(begin, time(8), handed.here.zone))
    for leave, meeting, _ in await leaves.asked(session, [organisation.id], now):
        slot = f"member:{member_id}:{row.id}"
        await plans.add(
            session,
            PlanKind.LEAVE_REQUEST,
            organisation.id,
            leave.id,
            slot=slot,
            due_at=starts,
            expires_at=meeting.starts_at,
        )
    return await _handed(session, handed.here)


async def end(session: AsyncSession, telegram_id: int, delegation_id: int, now: datetime) -> Handed:
    """Take the decision back; raises NoSuchDelegationError."""
    row = await delegations.get(session, delegation_id)
    if row is None or row.ended_at is not None:
        raise NoSuchDelegationError
    try:
        here = await access.enter(session, telegram_id, await organisations.get(session, row.organisation_id), now)
    except StrangerError as error:
        raise NoSuchDelegationError from error
    here.require(row.power)
    await _end(session, here, row)
    last = now + timedelta(days=1)
    await plans.add(
        session, PlanKind.DELEGATION, row.organisation_id, row.id, slot="ended", due_at=now, expires_at=last
    )
    return await _handed(session, here)


async def _end(session: AsyncSession, here: Here, row: Delegation) -> None:
    row.ended_at = here.now
    session.add(row)
    await session.flush()
    await _note(session, here, "leave.delegation_ended", row)


async def _handed(session: AsyncSession, here: Here) -> Handed:
    standing = await delegations.standing(session, [here.organisation.id], POWER, here.today)
    names = {row.member_id: await people.name_of(session, row.member_id) for row in standing}
    return Handed(here.organisation, here, standing, names)


async def _note(session: AsyncSession, here: Here, act: str, row: Delegation) -> None:
    await audit_entries.append(
        session,
        row.organisation_id,
        act=act,
        object_="delegation",
        object_id=row.id,
        actor_member_id=here.member.member_id,
        now=here.now,
    )
