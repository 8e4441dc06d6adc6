"""What the operator does with organisations: add them, set their switches, look at them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import BindCode, Binding, Organisation, Preference, Switch
from storage.repositories import addresses, audit_entries, organisations, people, preferences
from storage.rules.compliance import rulebook
from storage.rules.compliance.switch_values import text_of
from storage.rules.compliance.switches import SwitchNotYoursError, parse_setting, require_right
from storage.rules.names import check
from storage.rules.organisation_tree import check_place
from storage.rules.roster.history import ALWAYS
from storage.rules.terms import OrganisationKind


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """What the operator says of an organisation; ``committee`` None means from seven full members up."""

    name: str
    kind: OrganisationKind
    parent: str | None = None
    founded: date | None = None
    committee: bool | None = None
    leading_body: bool = False


@dataclass(frozen=True, slots=True)
class Portrait:
    """An organisation as the operator sees it."""

    organisation: Organisation
    name: str
    parent: str
    people: int
    linked: int
    binding: Binding | None
    groups: tuple[str, ...]
    switches: Sequence[Switch]
    preferences: Sequence[Preference] = ()


async def add(session: AsyncSession, new: NewOrganisation, timezone: str, now: datetime) -> tuple[Organisation, str]:
    """Add an organisation and return it with its one-time bind code.

    A group the roster brought along is taken over when it is added by hand for the first time. Raises NameTakenError,
    NoSuchOrganisationError, NameRefused, MisplacedError.
    """
    above = None if new.parent is None else await addresses.find(session, new.parent.strip())
    check_place(new.kind, above.kind if above else None)
    name = check(new.name)
    found = await _brought_along(session, name, above) if above else None
    if found is None:
        row = Organisation(
            parent_id=above.id if above else None,
            kind=new.kind,
            name=name,
            timezone=above.timezone if above else timezone,
            created_at=now,
        )
        is_group = new.kind is OrganisationKind.GROUP and above is not None
        found = await (
            addresses.add_group(session, above, row) if is_group and above else organisations.add(session, row)
        )
    await _describe(session, found, new, above)
    await _note(session, found, "organisation.added", now)
    return found, await organisations.new_bind_code(session, found.id, now)


async def _brought_along(session: AsyncSession, name: str, branch: Organisation) -> Organisation | None:
    """Return the group of this name if the roster made it and nobody has had a code for it yet."""
    group = (await addresses.groups_by_name(session, branch)).get(name)
    if group is None:
        return None
    codes = select(func.count()).where(BindCode.organisation_id == group.id)
    if (await session.exec(codes)).one():
        raise organisations.NameTakenError(name)
    return group


async def _describe(session: AsyncSession, row: Organisation, new: NewOrganisation, above: Organisation | None) -> None:
    as_its_branch = above.founded if above and row.kind is OrganisationKind.GROUP else None
    row.founded = new.founded or row.founded or as_its_branch
    row.has_committee, row.leading_body = new.committee, new.leading_body
    session.add(row)
    await session.flush()


async def set_switch(
    session: AsyncSession, name: str, setting: str, valid_from: date | None, now: datetime
) -> tuple[Organisation, Switch]:
    """Record a dated decision on a switch; raises the refusals of ``storage.rules.compliance.switches``.

    Without a day it holds from today, or from the founding when the organisation was entered only today: what is
    settled at set-up must judge the periods before it too.
    """
    organisation = await addresses.find(session, name)
    book = rulebook.load()
    key, value = parse_setting(setting, book.switches)
    await _check_right(session, key, organisation)
    zone = organisations.zone(organisation)
    today, entered = now.astimezone(zone).date(), organisation.created_at.astimezone(zone).date()
    usual = (organisation.founded or ALWAYS) if entered == today else today
    row = Switch(
        organisation_id=organisation.id, key=key, value=text_of(value), valid_from=valid_from or usual, set_at=now
    )
    session.add(row)
    await _note(session, organisation, "switch.set", now)
    return organisation, row


async def _check_right(session: AsyncSession, key: str, organisation: Organisation) -> None:
    """Leave a superior's decision to the superior; where none is on record, the operator records it for the branch."""
    try:
        require_right(key, organisation.kind, rulebook.load().switches)
    except SwitchNotYoursError as refusal:
        above = organisation
        while above.parent_id is not None:
            above = await organisations.get(session, above.parent_id)
            if above.kind in refusal.decided_by:
                raise


async def portray(session: AsyncSession, name: str, now: datetime) -> Portrait:
    """Return what is known of an organisation today; raises NoSuchOrganisationError or AmbiguousNameError."""
    found = await addresses.find(session, name)
    day = now.astimezone(organisations.zone(found)).date()
    roster = await people.roster(session, found, day)
    above = await organisations.get(session, found.parent_id) if found.parent_id is not None else None
    return Portrait(
        organisation=found,
        name=await addresses.shown_name(session, found),
        parent=above.name if above else "",
        people=len(roster),
        linked=sum(person.telegram_id is not None for person in roster),
        binding=await organisations.binding_of(session, found.id),
        groups=tuple(await addresses.groups_by_name(session, found)),
        switches=await organisations.switches(session, [found.id], date.max),
        preferences=await preferences.of(session, found.id),
    )


async def new_code(session: AsyncSession, name: str, now: datetime) -> str:
    """Make a fresh one-time bind code."""
    found = await addresses.find(session, name)
    await _note(session, found, "bind_code.made", now)
    return await organisations.new_bind_code(session, found.id, now)


async def _note(session: AsyncSession, organisation: Organisation, act: str, now: datetime) -> None:
    await audit_entries.append(
        session, organisation.id, act=act, object_="organisation", object_id=organisation.id, now=now
    )
