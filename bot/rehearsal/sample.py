"""The sample branches: organisations, rosters, linked accounts, bound groups and a year of history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import organisations as founding
from bot.actions import places, roster_import
from bot.actions.organisations import NewOrganisation
from bot.rehearsal import history, scenery
from bot.rehearsal.people import Cast
from bot.rehearsal.scenery import Scenery
from bot.rehearsal.script import Script, script
from storage.database import Sessions
from storage.keyring import Keyring
from storage.models import Organisation
from storage.repositories import accounts, addresses, contacts, people
from storage.repositories import roster as rows
from storage.rules.terms import AccountState, Aspect, OrganisationKind, SensitiveEntry


@dataclass(frozen=True, slots=True)
class Sample:
    """What was put in place: the people and groups on the stage, and the bind codes still unused, by group key."""

    people: Mapping[str, int]
    groups: Mapping[str, int]
    codes: Mapping[str, str]


async def furnish(sessions: Sessions, ring: Keyring, cast: Cast) -> Sample:
    """Set the stage and fill an empty database of the newest schema with the sample, in one transaction."""
    told = script()
    set_up = scenery.set_stage(cast, told)
    async with sessions.begin() as session:
        known = {given["key"]: await _found(session, ring, told, given) for given in told.data["organisation"]}
        await _link(session, told, known, set_up)
        for series in told.series():
            founded = known.get(series.of)
            organisation = founded.row if founded else await addresses.find(session, series.of)
            await history.record(session, told, series, organisation)
        codes = await _bind(session, told, known, set_up)
    ids = {name: user.id for name, user in set_up.people.items()}
    return Sample(ids, {key: chat.id for key, chat in set_up.groups.items()}, codes)


@dataclass(frozen=True, slots=True)
class _Founded:
    """An organisation and the bind code that came with it."""

    row: Organisation
    code: str


async def _found(session: AsyncSession, ring: Keyring, told: Script, given: Mapping[str, Any]) -> _Founded:
    """Add one organisation with its roster and groups, as an operator does."""
    opened = told.moment(given.get("opened", told.data["opened"]))
    new = NewOrganisation(
        name=given["name"],
        kind=OrganisationKind(given["kind"]),
        parent=given.get("parent"),
        founded=given["founded"],
        leading_body=given.get("leading_body", False),
    )
    organisation, code = await founding.add(session, new, told.zone.key, opened)
    organisation.sensitive_entry = SensitiveEntry(given["entry"]) if "entry" in given else None
    session.add(organisation)
    await roster_import.take_in(session, ring, organisation, told.entries(given["roster"]), opened)
    await _exempt(session, told, organisation, given.get("exempt", ()))
    return _Founded(organisation, code)


async def _exempt(session: AsyncSession, told: Script, organisation: Organisation, names: Sequence[str]) -> None:
    day = organisation.founded or told.start.date()
    for person in await people.roster(session, organisation, told.start.date()):
        if person.name in names:
            await rows.restate(session, person.id, Aspect.EXEMPTION, told.data["exemption"], day)


async def _link(session: AsyncSession, told: Script, known: Mapping[str, _Founded], set_up: Scenery) -> None:
    """Link the accounts of those who have joined, through a one-time link and its approval."""
    for given in told.data["person"]:
        if "of" not in given:
            continue
        organisation, telegram_id = known[given["of"]].row, set_up.people[given["name"]].id
        now = organisation.created_at
        link = await accounts.link_by_token(
            session, await accounts.new_link(session, organisation.id, telegram_id, now), now
        )
        member = next(one for one in await accounts.unlinked(session, organisation.id) if one.name == given["name"])
        account = await accounts.claim(session, link, member, telegram_id, now)
        await accounts.decide(session, account, AccountState.APPROVED, telegram_id, now)
        await contacts.note(session, telegram_id, reachable=True, now=now)


async def _bind(session: AsyncSession, told: Script, known: Mapping[str, _Founded], set_up: Scenery) -> dict[str, str]:
    """Bind the groups that are bound from the beginning; return the codes of the others."""
    left, bound_at = {}, told.moment(told.data["bound_at"])
    for given in told.data["group"]:
        founded, chat = known[given["key"]], set_up.groups[given["key"]]
        if given["bound"]:
            owner = set_up.people[given["people"][0]].id
            await places.bind(session, founded.code, chat.id, 0, given["title"], owner, bound_at)
        else:
            left[given["key"]] = founded.code
    return left
