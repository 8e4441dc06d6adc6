"""Link a Telegram account to a member: one-time link, own name, someone's approval."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import access
from storage.models import Account, JoinLink, Member, Organisation
from storage.repositories import accounts, audit_entries, contacts, meetings, organisations, people, plans
from storage.rules import names
from storage.rules.deliveries import PlanKind
from storage.rules.powers import Power, StrangerError
from storage.rules.refusals import RefusalError
from storage.rules.terms import AccountState, Duty

_USEFUL = timedelta(days=30)
NAMES_SHOWN = 60


class NoSuchNameError(RefusalError):
    """Nobody without an account bears this name on the roster."""


class EmptyRosterError(RefusalError):
    """The roster has nobody to link yet."""


class WrongTailError(RefusalError):
    """None of those who share the name has this phone tail."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claim, and whether it was approved at once."""

    account: Account
    member: Member
    organisation: Organisation
    approved: bool


async def ask_link(session: AsyncSession, organisation: Organisation, telegram_id: int, now: datetime) -> str:
    """Return a fresh one-time link's token for this group's organisation; raises EmptyRosterError."""
    branch = await organisations.branch_of(session, organisation)
    if await accounts.approved(session, branch.id, telegram_id) is not None:
        raise accounts.AlreadyLinkedError
    if not await accounts.unlinked(session, branch.id):
        raise EmptyRosterError
    return await accounts.new_link(session, branch.id, telegram_id, now)


async def open_link(session: AsyncSession, token: str, now: datetime) -> tuple[JoinLink, Sequence[Member]]:
    """Return the link and the names to choose from; raises LinkExpiredError."""
    link = await accounts.link_by_token(session, token, now)
    return link, await accounts.unlinked(session, link.organisation_id)


async def named(session: AsyncSession, link: JoinLink, words: str, tail: str = "") -> Sequence[Member]:
    """Return the unlinked members of this name (and tail); raises NoSuchNameError or WrongTailError."""
    found = [one for one in await accounts.unlinked(session, link.organisation_id) if names.same(one.name, words)]
    if not found:
        raise NoSuchNameError
    if tail:
        found = [one for one in found if one.phone_tail == tail]
        if not found:
            raise WrongTailError
    return found


async def claim(
    session: AsyncSession,
    link_id: int,
    member_id: int,
    telegram_id: int,
    admins: Collection[int],
    now: datetime,
) -> Claimed:
    """Claim to be a member; the first 书记 is approved by having bound the group where no administrator is set.

    Raises LinkExpiredError, NoSuchNameError, AlreadyLinkedError.
    """
    link = await accounts.link(session, link_id, now)
    found = {one.id: one for one in await accounts.unlinked(session, link.organisation_id)}
    member = found.get(member_id)
    if member is None:
        raise NoSuchNameError
    organisation = await organisations.get(session, link.organisation_id)
    account = await accounts.claim(session, link, member, telegram_id, now)
    await contacts.note(session, telegram_id, reachable=True, now=now)
    first = await organisations.first_contact(session, organisation.id) == telegram_id
    if not admins and first and await _would_be_first_secretary(session, organisation, member, now):
        await _approve(session, organisation, account, member, telegram_id, member.id, now)
        return Claimed(account, member, organisation, approved=True)
    await _plan(session, PlanKind.JOIN_REQUEST, organisation.id, account.id, now)
    return Claimed(account, member, organisation, approved=False)


async def decide(
    session: AsyncSession, account_id: int, telegram_id: int, admins: Collection[int], now: datetime, *, admit: bool
) -> tuple[Member, bool]:
    """Admit or refuse a claim; return its member and whether this decision was the one that counted.

    Raises StrangerError or NotEntitledError for those who may not decide; the first 书记 is an administrator's matter.
    """
    account, member = await check_may_decide(session, account_id, telegram_id, admins, now)
    organisation = await organisations.get(session, member.organisation_id)
    decider = None
    if telegram_id not in admins:
        decider = (await access.enter(session, telegram_id, organisation, now)).member.member_id
    if admit:
        return member, await _approve(session, organisation, account, member, telegram_id, decider, now)
    fresh = await accounts.decide(session, account, AccountState.REFUSED, telegram_id, now)
    if fresh:
        await _plan(session, PlanKind.JOIN_RESULT, organisation.id, account.id, now)
    return member, fresh


async def check_may_decide(
    session: AsyncSession, account_id: int, telegram_id: int, admins: Collection[int], now: datetime
) -> tuple[Account, Member]:
    """Return a claim for somebody who may decide it; raises StrangerError, NotEntitledError."""
    found = await accounts.get(session, account_id)
    if found is None:
        raise StrangerError
    account, member = found
    if telegram_id not in admins:
        organisation = await organisations.get(session, member.organisation_id)
        (await access.enter(session, telegram_id, organisation, now)).require(Power.ADMIT_MEMBERS)
    return account, member


async def _approve(
    session: AsyncSession,
    organisation: Organisation,
    account: Account,
    member: Member,
    by_telegram_id: int,
    by_member_id: int | None,
    now: datetime,
) -> bool:
    if await accounts.approved(session, organisation.id, account.telegram_id) is not None:
        raise accounts.AlreadyLinkedError
    if not await accounts.decide(session, account, AccountState.APPROVED, by_telegram_id, now):
        return False
    await audit_entries.append(
        session,
        organisation.id,
        act="account.approved",
        object_="member",
        object_id=member.id,
        actor_member_id=by_member_id,
        telegram_id=by_telegram_id,
        now=now,
    )
    await _plan(session, PlanKind.JOIN_RESULT, organisation.id, account.id, now)
    await _catch_up(session, organisation, member, now)
    if await people.holders(session, organisation, Power.ADMIT_MEMBERS, now):
        for waiting in await accounts.asked(session, organisation.id):
            await _plan(session, PlanKind.JOIN_REQUEST, organisation.id, waiting.id, now, slot=f"after:{account.id}")
    return True


async def _catch_up(session: AsyncSession, organisation: Organisation, member: Member, now: datetime) -> None:
    """Plan the notice of every coming meeting the newly linked member is expected at."""
    groups = [group.id for group in await organisations.groups(session, organisation.id)]
    for meeting in await meetings.coming(session, [organisation.id, *groups], now):
        if await meetings.is_expected(session, meeting.id, member.id):
            await plans.add(
                session,
                PlanKind.MEETING_NOTICE,
                meeting.organisation_id,
                meeting.id,
                slot=f"member:{member.id}",
                rev=meeting.rev,
                due_at=now,
                expires_at=meetings.span(meeting).ends_at,
            )


async def _would_be_first_secretary(
    session: AsyncSession, organisation: Organisation, member: Member, now: datetime
) -> bool:
    day = now.astimezone(organisations.zone(organisation)).date()
    roster = await people.roster(session, organisation, day)
    secretaries = [person for person in roster if Duty.SECRETARY in person.duties]
    return any(person.id == member.id for person in secretaries) and all(
        person.telegram_id is None for person in secretaries
    )


async def _plan(
    session: AsyncSession, kind: PlanKind, organisation_id: int, account_id: int, now: datetime, slot: str = ""
) -> None:
    await plans.add(session, kind, organisation_id, account_id, slot=slot, due_at=now, expires_at=now + _USEFUL)
