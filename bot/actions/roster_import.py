"""Write what a roster file says into the dated roster: compared first, in one transaction or not at all."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.keyring import Keyring
from storage.models import Member, Organisation
from storage.repositories import audit_entries, organisations, people
from storage.repositories import roster as rows
from storage.rules import roster
from storage.rules.refusals import RefusalError
from storage.rules.roster import Change, Changes, RosterEntry
from storage.rules.roster.history import beginning
from storage.rules.terms import Aspect, OrganisationKind

_COLUMNS = {"tail": "phone_tail", "joined_on": "joined_on", "confirmed_on": "confirmed_on", "left_on": "left_on"}


class RosterOfGroupError(RefusalError):
    """A group has no roster of its own: its people stand on the branch's."""


async def compare(
    session: AsyncSession, ring: Keyring | None, branch: Organisation, entries: Sequence[RosterEntry], now: datetime
) -> Changes:
    """Return what importing these entries would change now; raises RosterOfGroupError."""
    if branch.kind is OrganisationKind.GROUP:
        raise RosterOfGroupError
    return roster.compare(entries, await rows.known(session, ring, branch, _day(branch, now)))


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
