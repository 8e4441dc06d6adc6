"""The dated roster: persons as of a day, with their duties and linked accounts, and the accounts themselves."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Account, Appointment, Contact, Member, Organisation, Standing
from storage.rules.people import Person
from storage.rules.powers import Power, is_entitled
from storage.rules.terms import AccountState, Aspect, Category, Duty, OrganisationKind


@dataclass(frozen=True, slots=True)
class Membership:
    """One place a Telegram account belongs to: the member, their organisation, their duties there."""

    member_id: int
    name: str
    organisation: Organisation
    held: frozenset[tuple[Duty, int]] = frozenset()

    @property
    def duties(self) -> frozenset[Duty]:
        """Every duty held in the organisation and its groups."""
        return frozenset(duty for duty, _ in self.held)

    def duties_in(self, organisation: Organisation) -> frozenset[Duty]:
        """Return the duties that count for ``organisation``: held in it, or in the branch a group belongs to."""
        places = {organisation.id}
        if organisation.kind is OrganisationKind.GROUP and organisation.parent_id is not None:
            places.add(organisation.parent_id)
        return frozenset(duty for duty, place in self.held if place in places)


async def roster(session: AsyncSession, organisation: Organisation, day: date) -> tuple[Person, ...]:
    """Return the organisation's people as of ``day`` in the order they were entered; a group's come from its branch."""
    branch_id = organisation.id
    if organisation.kind is OrganisationKind.GROUP and organisation.parent_id is not None:
        branch_id = organisation.parent_id
    members = (
        await session.exec(
            select(Member)
            .where(Member.organisation_id == branch_id, or_(col(Member.left_on).is_(None), col(Member.left_on) > day))
            .order_by(col(Member.id))
        )
    ).all()
    people = await _as_of(session, members, day)
    if organisation.kind is OrganisationKind.GROUP:
        return tuple(person for person in people if person.group_id == organisation.id)
    return people


async def one(session: AsyncSession, member_id: int, day: date) -> Person | None:
    """Return one person as of ``day``, or None when unknown or gone."""
    member = await session.get(Member, member_id)
    if member is None or (member.left_on is not None and member.left_on <= day):
        return None
    return (await _as_of(session, [member], day))[0]


async def _as_of(session: AsyncSession, members: Sequence[Member], day: date) -> tuple[Person, ...]:
    ids = [member.id for member in members]
    aspects: dict[int, dict[Aspect, Standing]] = defaultdict(dict)
    for standing in await _standings(session, ids, day):
        aspects[standing.member_id][standing.aspect] = standing
    duties: dict[int, set[Duty]] = defaultdict(set)
    for appointment in await appointments(session, ids, day):
        duties[appointment.member_id].add(appointment.duty)
    accounts = await linked(session, ids)
    return tuple(
        _person(member, aspects[member.id], frozenset(duties[member.id]), accounts.get(member.id)) for member in members
    )


def _person(
    member: Member, aspects: dict[Aspect, Standing], duties: frozenset[Duty], account: tuple[int, bool] | None
) -> Person:
    category = aspects.get(Aspect.CATEGORY)
    group = aspects.get(Aspect.GROUP)
    restriction = aspects.get(Aspect.RESTRICTION)
    return Person(
        id=member.id,
        name=member.name,
        category=Category(category.value) if category else Category.APPLICANT,
        group_id=group.group_id if group else None,
        duties=duties,
        exempt=Aspect.EXEMPTION in aspects,
        restricted=restriction is not None,
        suspended=restriction is not None and restriction.value == "membership_suspended",
        telegram_id=account[0] if account else None,
        reachable=account[1] if account else False,
        phone_tail=member.phone_tail,
    )


async def _standings(session: AsyncSession, member_ids: Sequence[int], day: date) -> Sequence[Standing]:
    query = select(Standing).where(
        col(Standing.member_id).in_(member_ids),
        col(Standing.valid_from) <= day,
        or_(col(Standing.valid_to).is_(None), col(Standing.valid_to) >= day),
    )
    return (await session.exec(query.order_by(col(Standing.valid_from)))).all()


async def appointments(session: AsyncSession, member_ids: Sequence[int], day: date) -> Sequence[Appointment]:
    """Return the appointments of these members in force on ``day``."""
    query = select(Appointment).where(
        col(Appointment.member_id).in_(member_ids),
        col(Appointment.valid_from) <= day,
        or_(col(Appointment.valid_to).is_(None), col(Appointment.valid_to) >= day),
    )
    return (await session.exec(query)).all()


async def linked(session: AsyncSession, member_ids: Sequence[int]) -> dict[int, tuple[int, bool]]:
    """Return member id → (Telegram id, whether the bot can write to it) for approved accounts."""
    query = (
        select(Account.member_id, Account.telegram_id, Contact.reachable)
        .join(Contact, col(Contact.telegram_id) == Account.telegram_id, isouter=True)
        .where(col(Account.member_id).in_(member_ids), Account.state == AccountState.APPROVED)
    )
    rows = (await session.exec(query)).all()
    return {member_id: (telegram_id, bool(reachable)) for member_id, telegram_id, reachable in rows}


async def memberships(session: AsyncSession, telegram_id: int, day: date) -> tuple[Membership, ...]:
    """Return where this account is an approved member on ``day``, with the duties held there and in its groups."""
    query = (
        select(Member, Organisation)
        .join(Account, col(Account.member_id) == Member.id)
        .join(Organisation, col(Organisation.id) == Member.organisation_id)
        .where(
            Account.telegram_id == telegram_id,
            Account.state == AccountState.APPROVED,
            or_(col(Member.left_on).is_(None), col(Member.left_on) > day),
        )
        .order_by(col(Member.id))
    )
    rows = (await session.exec(query)).all()
    held = await appointments(session, [member.id for member, _ in rows], day)
    return tuple(
        Membership(
            member.id,
            member.name,
            organisation,
            frozenset((one.duty, one.organisation_id) for one in held if one.member_id == member.id),
        )
        for member, organisation in rows
    )


async def holders(session: AsyncSession, organisation: Organisation, power: Power, now: datetime) -> list[Person]:
    """Return the linked people whose duties for ``organisation`` carry ``power`` today."""
    day = now.astimezone(ZoneInfo(organisation.timezone)).date()
    branch = organisation
    if organisation.kind is OrganisationKind.GROUP and organisation.parent_id is not None:
        branch = await session.get_one(Organisation, organisation.parent_id)
    people = {person.id: person for person in await roster(session, branch, day) if person.telegram_id is not None}
    held = await appointments(session, list(people), day)
    places = {organisation.id, branch.id}
    return [
        person
        for person in people.values()
        if is_entitled(
            power, {one.duty for one in held if one.member_id == person.id and one.organisation_id in places}
        )
    ]


async def names(session: AsyncSession, member_ids: Collection[int]) -> dict[int, str]:
    """Return member id → name for those there are."""
    query = select(Member.id, Member.name).where(col(Member.id).in_(member_ids))
    return dict((await session.exec(query)).all()) if member_ids else {}


async def name_of(session: AsyncSession, member_id: int | None) -> str:
    """Return a member's name, or an empty string."""
    member = await session.get(Member, member_id) if member_id is not None else None
    return member.name if member else ""
