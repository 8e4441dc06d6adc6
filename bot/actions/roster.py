"""Show the roster, and take in roster files: previewed first, then written in one transaction or not at all."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import access
from bot.actions.access import Here
from storage.keyring import Keyring
from storage.models import Intake, Member, Organisation
from storage.repositories import audit_entries, intakes, organisations, people
from storage.repositories import roster as rows
from storage.rules import group_names, roster
from storage.rules.people import Person
from storage.rules.powers import Power, StrangerError
from storage.rules.refusals import RefusalError
from storage.rules.roster import Change, Changes, RosterEntry
from storage.rules.roster.history import beginning
from storage.rules.terms import Aspect, Category, OrganisationKind


class RosterOfGroupError(RefusalError):
    """A group has no roster of its own: its people stand on the branch's."""


class FileNotFetchedError(RefusalError):
    """A file somebody sent could not be fetched."""


class NoSuchIntakeError(RefusalError):
    """No such file waits for this person: the same answer for what is missing and what is not theirs."""


_COLUMNS = {"tail": "phone_tail", "joined_on": "joined_on", "confirmed_on": "confirmed_on"}


@dataclass(frozen=True, slots=True)
class Overview:
    """The roster in figures, and who has no linked account yet; of ``groups`` the unnamed last is for those in none."""

    organisation: str
    categories: Mapping[Category, int]
    groups: Sequence[tuple[str, int]]
    unlinked: tuple[str, ...]

    @property
    def total(self) -> int:
        """Everybody on the roster."""
        return sum(self.categories.values())


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a previewed file: the changes made; None where it was dropped, or decided before (not fresh)."""

    organisation: str
    fresh: bool
    changes: Changes | None = None


async def overview(session: AsyncSession, here: Here) -> Overview:
    """Return the roster of the organisation in figures; raises NotEntitledError."""
    here.require(Power.KEEP_ROSTER)
    branch = await organisations.branch_of(session, here.organisation)
    persons = await people.roster(session, here.organisation, here.today)
    groups = {group.id: group_names.shown(group.name, branch.name) for group in await _groups(session, branch)}
    return Overview(
        organisation=here.organisation.name,
        categories=Counter(person.category for person in persons),
        groups=_by_group(persons, groups),
        unlinked=tuple(person.name for person in persons if person.telegram_id is None),
    )


def _by_group(persons: Sequence[Person], groups: Mapping[int, str]) -> Sequence[tuple[str, int]]:
    counted = Counter(person.group_id for person in persons)
    named = [(name, counted[group_id]) for group_id, name in groups.items()]
    return [*named, ("", counted[None])] if named and counted[None] else named


async def _groups(session: AsyncSession, branch: Organisation) -> Sequence[Organisation]:
    return await organisations.groups(session, branch.id)


async def keeper(session: AsyncSession, here: Here) -> Organisation:
    """Return the organisation whose roster this person may import; raises NotEntitledError."""
    branch = await organisations.branch_of(session, here.organisation)
    Here(branch, here.member, here.now).require(Power.KEEP_ROSTER)
    return branch


async def compare(
    session: AsyncSession, ring: Keyring | None, branch: Organisation, entries: Sequence[RosterEntry], now: datetime
) -> Changes:
    """Return what importing these entries would change now; raises RosterOfGroupError."""
    if branch.kind is OrganisationKind.GROUP:
        raise RosterOfGroupError
    return roster.compare(entries, await rows.known(session, ring, branch, _day(branch, now)))


async def receive(
    session: AsyncSession, ring: Keyring, here: Here, telegram_id: int, entries: tuple[RosterEntry, ...]
) -> tuple[Intake, Changes]:
    """Keep what a file says until its sender decides, and return what it would change."""
    branch = await keeper(session, here)
    changes = await compare(session, ring, branch, entries, here.now)
    row = await intakes.keep(session, ring, branch.id, telegram_id, entries, here.now)
    return row, changes


async def decide(
    session: AsyncSession, ring: Keyring, telegram_id: int, intake_id: int, now: datetime, *, take: bool
) -> Decision:
    """Import or drop a previewed file, once; what is written is worked out against the roster of this moment.

    Raises NoSuchIntakeError for somebody else's, NotEntitledError once the duty has ended.
    """
    row = await intakes.get(session, intake_id)
    if row is None or row.telegram_id != telegram_id:
        raise NoSuchIntakeError
    branch = await organisations.get(session, row.organisation_id)
    try:
        here = await access.enter(session, telegram_id, branch, now)
    except StrangerError as error:
        raise NoSuchIntakeError from error
    here.require(Power.KEEP_ROSTER)
    entries = intakes.entries_of(ring, row)
    if not await intakes.close(session, intake_id, now):
        return Decision(branch.name, fresh=False)
    if not take:
        return Decision(branch.name, fresh=True)
    return Decision(branch.name, True, await take_in(session, ring, branch, entries, now, here.member.member_id))


async def take_in(
    session: AsyncSession,
    ring: Keyring,
    branch: Organisation,
    entries: Sequence[RosterEntry],
    now: datetime,
    actor: int | None = None,
) -> Changes:
    """Write what these entries change into the roster and return it; ``actor`` None is the operator."""
    changes = await compare(session, ring, branch, entries, now)
    if not changes.added and not changes.changed:
        return changes
    day = _day(branch, now)
    begun = await rows.first_entered(session, branch.id)
    opening = begun is None or _day(branch, begun) == day
    named = [entry.group for entry in (*changes.added, *(each.entry for each in changes.changed)) if entry.group]
    groups = await rows.ensure_groups(session, branch, named, branch.founded if opening else day, now)
    starts = {entry: _start(entry, branch, day, opening=opening) for entry in changes.added}
    await rows.add_members(session, ring, branch, starts, groups, now)
    for change in changes.changed:
        await _apply(session, ring, branch, change, groups, day, opening=opening)
    await audit_entries.append(
        session,
        branch.id,
        act="roster.imported",
        object_="organisation",
        object_id=branch.id,
        actor_member_id=actor,
        now=now,
    )
    return changes


def _start(entry: RosterEntry, branch: Organisation, day: date, *, opening: bool) -> date:
    """People of the roster's first day count for the past too, those who come later from that day on."""
    return beginning(entry, branch.founded) if opening else day


async def _apply(
    session: AsyncSession,
    ring: Keyring,
    branch: Organisation,
    change: Change,
    groups: Mapping[str, int],
    day: date,
    *,
    opening: bool,
) -> None:
    entry, told = change.entry, {each.field for each in change.fields}
    member = await session.get_one(Member, change.member_id)
    for field, column in _COLUMNS.items():
        if field in told:
            setattr(member, column, getattr(entry, field))
    if "note" in told:
        rows.seal_note(ring, member, entry.note)
    session.add(member)
    if opening:
        await _reenter(session, branch, member, entry, groups, day)
    else:
        await _date(session, branch, member.id, entry, told, groups, day)


async def _reenter(
    session: AsyncSession,
    branch: Organisation,
    member: Member,
    entry: RosterEntry,
    groups: Mapping[str, int],
    day: date,
) -> None:
    """On the roster's first day a correction is the truth about the past as well."""
    person = await people.one(session, member.id, day)
    if person is None:
        return
    names = {group_id: name for name, group_id in groups.items()}
    known: dict[str, Any] = {
        "category": person.category,
        "group": names.get(person.group_id) if person.group_id is not None else None,
        "duties": person.duties,
        "joined_on": member.joined_on,
        "confirmed_on": member.confirmed_on,
    }
    whole = replace(entry, **{field: value for field, value in known.items() if field not in entry.given})
    await rows.reenter(session, branch.id, member.id, whole, groups, beginning(whole, branch.founded))


async def _date(
    session: AsyncSession,
    branch: Organisation,
    member_id: int,
    entry: RosterEntry,
    told: Collection[str],
    groups: Mapping[str, int],
    day: date,
) -> None:
    """Later on a change begins on its day."""
    if "category" in told:
        await rows.restate(session, member_id, Aspect.CATEGORY, entry.category, day)
    if "group" in told:
        await rows.restate(session, member_id, Aspect.GROUP, entry.group, day, groups.get(entry.group or ""))
    if "group" in told or "duties" in told:
        await _reappoint(session, branch, member_id, entry if "duties" in told else None, day)


async def _reappoint(
    session: AsyncSession, branch: Organisation, member_id: int, entry: RosterEntry | None, day: date
) -> None:
    """Let somebody hold the duties of the file (or those held so far) in the branch and in the present group."""
    person = await people.one(session, member_id, day)
    if person is not None:
        duties = person.duties if entry is None else entry.duties
        await rows.reappoint(session, member_id, rows.places_of(duties, branch.id, person.group_id), day)


def _day(branch: Organisation, now: datetime) -> date:
    return now.astimezone(organisations.zone(branch)).date()
