"""Show the roster, and keep files that were sent in until their sender decides."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import access
from bot.actions.access import Here
from bot.actions.roster_import import compare as compare
from bot.actions.roster_import import take_in as take_in
from storage.keyring import Keyring
from storage.models import Intake, Organisation
from storage.repositories import intakes, organisations, people
from storage.rules import group_names
from storage.rules.people import Person
from storage.rules.powers import Power, StrangerError
from storage.rules.refusals import RefusalError
from storage.rules.roster import Changes, RosterEntry
from storage.rules.terms import Category


class FileNotFetchedError(RefusalError):
    """A file somebody sent could not be fetched."""


class NoSuchIntakeError(RefusalError):
    """No such file waits for this person: the same answer for what is missing and what is not theirs."""


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
