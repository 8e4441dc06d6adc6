"""Writing the dated roster: members, standings and duties; a change begins on its day and rewrites no earlier one.

``day`` is the organisation's local day of the import; standings and appointments it ends were last in force the day
before.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import delete, func
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import sealing
from storage.keyring import Keyring
from storage.models import Appointment, Member, Organisation, Standing
from storage.repositories import addresses, people
from storage.rules import group_names, names
from storage.rules.roster import KnownMember, RosterEntry
from storage.rules.roster.history import categories
from storage.rules.terms import Aspect, Category, Duty, OrganisationKind

Places = Iterable[tuple[Duty, int]]
_EVE = timedelta(days=1)


async def known(
    session: AsyncSession, ring: Keyring | None, branch: Organisation, day: date
) -> tuple[KnownMember, ...]:
    """Return the roster on record as of ``day``, to compare a file with; opens the sealed remarks.

    ``ring`` may be None only where nothing was ever sealed.
    """
    rows = (await session.exec(select(Member).where(Member.organisation_id == branch.id))).all()
    members = {row.id: row for row in rows}
    by_name = await addresses.groups_by_name(session, branch)
    groups = {group.id: group_names.shown(group.name, branch.name) for group in by_name.values()}
    return tuple(
        KnownMember(
            id=person.id,
            name=person.name,
            category=person.category,
            group=groups.get(person.group_id) if person.group_id is not None else None,
            duties=person.duties,
            tail=person.phone_tail,
            joined_on=members[person.id].joined_on,
            confirmed_on=members[person.id].confirmed_on,
            left_on=members[person.id].left_on,
            note=note_of(ring, members[person.id]),
        )
        for person in await people.roster(session, branch, day)
    )


async def first_entered(session: AsyncSession, branch_id: int) -> datetime | None:
    """Return when the organisation's roster was begun, or None while nobody has been entered."""
    query = select(func.min(Member.created_at)).where(Member.organisation_id == branch_id)
    return (await session.exec(query)).one()


async def ensure_groups(
    session: AsyncSession, branch: Organisation, wanted: Iterable[str], founded: date | None, now: datetime
) -> Mapping[str, int]:
    """Return group ids by short name, adding the groups the branch did not have."""
    standing = {name: group.id for name, group in (await addresses.groups_by_name(session, branch)).items()}
    for name in dict.fromkeys(wanted):
        if name not in standing:
            fresh = Organisation(
                parent_id=branch.id,
                kind=OrganisationKind.GROUP,
                name=name,
                timezone=branch.timezone,
                founded=founded,
                created_at=now,
            )
            standing[name] = (await addresses.add_group(session, branch, fresh)).id
    return standing


async def add_members(
    session: AsyncSession,
    ring: Keyring,
    branch: Organisation,
    entries: Mapping[RosterEntry, date],
    groups: Mapping[str, int],
    now: datetime,
) -> None:
    """Enter new people, each counting from the day given; remarks are sealed."""
    rows = {entry: _member(entry, branch.id, now) for entry in entries}
    session.add_all(rows.values())
    await session.flush()
    for entry, member in rows.items():
        if entry.note is not None:
            seal_note(ring, member, entry.note)
        _tell(session, branch.id, member.id, entry, groups, entries[entry])
    await session.flush()


async def reenter(
    session: AsyncSession,
    branch_id: int,
    member_id: int,
    entry: RosterEntry,
    groups: Mapping[str, int],
    start: date,
) -> None:
    """Tell category, group and duties of somebody anew, as if ``entry`` had been the first; for the day of entry."""
    told = col(Standing.aspect).in_((Aspect.CATEGORY, Aspect.GROUP))
    await session.exec(delete(Standing).where(col(Standing.member_id) == member_id, told))
    await session.exec(delete(Appointment).where(col(Appointment.member_id) == member_id))
    _tell(session, branch_id, member_id, entry, groups, start)
    await session.flush()


def _tell(
    session: AsyncSession,
    branch_id: int,
    member_id: int,
    entry: RosterEntry,
    groups: Mapping[str, int],
    start: date,
) -> None:
    session.add_all(_past(entry, member_id, start, groups))
    places = places_of(entry.duties, branch_id, groups.get(entry.group or ""))
    session.add_all(_appointment(member_id, place, start) for place in places)


async def restate(
    session: AsyncSession, member_id: int, aspect: Aspect, value: str | None, day: date, group_id: int | None = None
) -> None:
    """Let one standing of a member hold from ``day`` on; None ends what stood without a successor."""
    query = select(Standing).where(
        Standing.member_id == member_id,
        Standing.aspect == aspect,
        col(Standing.valid_from) <= day,
        or_(col(Standing.valid_to).is_(None), col(Standing.valid_to) >= day),
    )
    for row in (await session.exec(query)).all():
        await _end(session, row, day)
    await session.flush()
    if value is not None:
        session.add(Standing(member_id=member_id, aspect=aspect, value=value, group_id=group_id, valid_from=day))
        await session.flush()


async def reappoint(session: AsyncSession, member_id: int, wanted: Places, day: date) -> None:
    """Let a member hold exactly these duties from ``day`` on."""
    left = set(wanted)
    for row in await people.appointments(session, [member_id], day):
        place = (row.duty, row.organisation_id)
        if place in left:
            left.discard(place)
        else:
            await _end(session, row, day)
    session.add_all(_appointment(member_id, place, day) for place in sorted(left))
    await session.flush()


def places_of(duties: Iterable[Duty], branch_id: int, group_id: int | None) -> frozenset[tuple[Duty, int]]:
    """Return where duties are held: a group leader's in the group, every other in the branch."""
    in_group = group_id if group_id is not None else branch_id
    return frozenset((duty, in_group if duty is Duty.GROUP_LEADER else branch_id) for duty in duties)


def seal_note(ring: Keyring, member: Member, text: str | None) -> None:
    """Seal the remark about a member into the row, or empty it."""
    member.note_sealed = None if text is None else sealing.seal(ring, "member", "note", member.id, text)


def note_of(ring: Keyring | None, member: Member) -> str | None:
    """Open the remark about a member for someone the caller has authorised."""
    sealed = member.note_sealed
    return None if sealed is None or ring is None else sealing.open_sealed(ring, "member", "note", member.id, sealed)


def _member(entry: RosterEntry, branch_id: int, now: datetime) -> Member:
    return Member(
        organisation_id=branch_id,
        name=entry.name,
        name_key=names.key(entry.name),
        phone_tail=entry.tail,
        joined_on=entry.joined_on,
        confirmed_on=entry.confirmed_on,
        created_at=now,
    )


def _past(entry: RosterEntry, member_id: int, start: date, groups: Mapping[str, int]) -> Iterable[Standing]:
    for period in categories(entry, start):
        yield Standing(
            member_id=member_id,
            aspect=Aspect.CATEGORY,
            value=Category(period.category),
            valid_from=period.valid_from,
            valid_to=period.valid_to,
        )
    if entry.group is not None:
        yield Standing(
            member_id=member_id,
            aspect=Aspect.GROUP,
            value=entry.group,
            group_id=groups[entry.group],
            valid_from=start,
        )


def _appointment(member_id: int, place: tuple[Duty, int], day: date) -> Appointment:
    return Appointment(member_id=member_id, duty=place[0], organisation_id=place[1], valid_from=day)


async def _end(session: AsyncSession, row: Standing | Appointment, day: date) -> None:
    """End what stood the day before; what began only today (a correction on the same day) never was."""
    if row.valid_from >= day:
        await session.delete(row)
    else:
        row.valid_to = day - _EVE
        session.add(row)
