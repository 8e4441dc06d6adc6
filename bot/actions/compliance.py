"""The audit of one organisation, of several or of a whole tree; everything is read from the records at the moment."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import access
from bot.actions.access import Here
from bot.buttons import StaleButtonError
from storage.models import Meeting
from storage.repositories import addresses, approvals, obligations, organisations, people
from storage.rules.approvals import deferral_subject
from storage.rules.compliance.engine import audit
from storage.rules.compliance.findings import Finding, findings
from storage.rules.compliance.obligations import Obligation
from storage.rules.compliance.rulebook import load
from storage.rules.powers import Power, StrangerError
from storage.rules.terms import ObligationStatus, OrganisationKind

_WORST = (ObligationStatus.MISSED, ObligationStatus.AT_RISK, ObligationStatus.DUE)


@dataclass(frozen=True, slots=True)
class Audited:
    """One organisation's verdicts, its groups' among them, with the structural findings beside them."""

    organisation_id: int
    name: str
    as_of: date
    obligations: tuple[Obligation, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Below:
    """An organisation further down the tree: its name and how many verdicts of each status, nothing else."""

    organisation_id: int
    name: str
    counts: Counter[ObligationStatus]


@dataclass(frozen=True, slots=True)
class Opened:
    """One verdict with the meetings behind it, by id; ``kept``: the person may enter meetings and ask here.

    ``put_off_asked`` and ``void_asked`` (meetings) tell what is asked for and not decided yet.
    """

    obligation: Obligation
    as_of: date
    meetings: dict[int, Meeting]
    kept: bool = False
    put_off_asked: bool = False
    void_asked: frozenset[int] = frozenset()


async def audits(session: AsyncSession, organisation_ids: Sequence[int] | None, as_of: date) -> AsyncIterator[Audited]:
    """Yield the audit of each of these organisations (None: of all) one by one; memory does not grow with them."""
    rulebook = load()
    async for facts in obligations.stream(session, organisation_ids, as_of):
        own = facts.organisation
        yield Audited(own.id, own.name, as_of, audit(facts, rulebook, as_of), findings(facts, rulebook, as_of))


async def report(session: AsyncSession, organisation_ids: Sequence[int] | None, as_of: date) -> list[Obligation]:
    """Return every obligation of these organisations and their groups (None: of all) on the local day ``as_of``."""
    return [one async for audited in audits(session, organisation_ids, as_of) for one in audited.obligations]


async def whole(session: AsyncSession, organisation_id: int, as_of: date) -> Audited:
    """Return one organisation's audit; raises LookupError when there is none."""
    async for found in audits(session, [organisation_id], as_of):
        return found
    raise LookupError(organisation_id)


async def enter(session: AsyncSession, telegram_id: int, organisation_id: int, now: datetime) -> Here:
    """Return the tapper in the organisation a button names; StrangerError for a missing one and a foreign one alike."""
    try:
        organisation = await organisations.get(session, organisation_id)
    except LookupError:
        raise StrangerError from None
    here = await access.enter(session, telegram_id, organisation, now)
    here.require(Power.SEE_COMPLIANCE)
    return here


async def show(session: AsyncSession, here: Here) -> Audited:
    """Return today's audit of the organisation the person is in."""
    here.require(Power.SEE_COMPLIANCE)
    return await whole(session, here.organisation.id, here.today)


async def open_line(session: AsyncSession, here: Here, line: int) -> Opened:
    """Return one line of today's audit with its records; raises StaleButtonError when there is no such line."""
    found = (await show(session, here)).obligations
    if line >= len(found):
        raise StaleButtonError
    one = found[line]
    ids = {record.id for record in (*one.counted, *one.planned)} | {record.id for record in one.not_counted}
    place = await organisations.get(session, one.organisation_id)
    asked = await approvals.asked(session, [place.id])
    return Opened(
        one,
        here.today,
        {each: await session.get_one(Meeting, each) for each in sorted(ids)},
        kept=Here(place, here.member, here.now).may(Power.KEEP_RECORDS),
        put_off_asked=deferral_subject(one.rule.id, one.period.start) in {each.subject for each in asked},
        void_asked=frozenset(each.meeting_id for each in asked if each.meeting_id is not None),
    )


async def name_of(session: AsyncSession, here: Here) -> str:
    """Return the name the audit calls the organisation: a group's as its branch calls it."""
    return await addresses.shown_name(session, here.organisation)


async def below(session: AsyncSession, here: Here) -> list[Below]:
    """Return what lies below a committee today, worst first; nothing for a branch or group."""
    if here.organisation.kind not in (OrganisationKind.COMMITTEE, OrganisationKind.GENERAL_BRANCH):
        return []
    return await below_of(session, here.organisation.id, here.today)


async def below_of(session: AsyncSession, organisation_id: int, as_of: date) -> list[Below]:
    """Return the organisations below one, worst first: figures only, never names of people or text."""
    ids = (await obligations.below(session, organisation_id))[1:]
    found = [
        Below(one.organisation_id, one.name, Counter(each.status for each in one.obligations))
        async for one in audits(session, ids, as_of)
    ]
    return sorted(found, key=lambda one: [-one.counts[status] for status in _WORST])


async def look_below(
    session: AsyncSession, telegram_id: int, committee_id: int, organisation_id: int, now: datetime
) -> tuple[Here, Audited]:
    """Return the audit of an organisation below the tapper's own; StrangerError where it is not below."""
    here = await enter(session, telegram_id, committee_id, now)
    if organisation_id not in (await obligations.below(session, committee_id))[1:]:
        raise StrangerError
    return here, await whole(session, organisation_id, here.today)


async def others(session: AsyncSession, telegram_id: int, here: Here) -> list[tuple[int, str]]:
    """Return the other organisations the person belongs to, whose table may be looked at in private."""
    places = await people.memberships(session, telegram_id, here.now.date())
    branch = await organisations.branch_of(session, here.organisation)
    return [(place.organisation.id, place.organisation.name) for place in places if place.organisation.id != branch.id]
