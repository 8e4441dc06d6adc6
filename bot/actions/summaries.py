"""Summaries of a period: told from the records at the moment, previewed, corrected, posted by those who keep them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import Enum, auto

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import access, compliance
from bot.actions.access import Here
from bot.actions.compliance import Audited
from bot.buttons import StaleButtonError
from storage.audit import Link
from storage.models import Organisation, Summary
from storage.repositories import (
    audit_entries,
    cards,
    closures,
    meetings,
    obligations,
    organisations,
    people,
    plans,
    summaries,
    urges,
)
from storage.repositories.meetings import Expected
from storage.repositories.summaries import Entry, FollowUps
from storage.rules import answers, roll_up, wording
from storage.rules.closures import Closure, covering
from storage.rules.compliance.obligations import Obligation
from storage.rules.deliveries import SUMMARY_PLANS, CardKind
from storage.rules.powers import Power
from storage.rules.refusals import RefusalError
from storage.rules.roll_up import Mark
from storage.rules.summaries import AHEAD, KINDS, Span, Tally, read_span, span_of, turned
from storage.rules.terms import ObligationStatus, OrganisationKind, SummaryKind

CORRECTION_LIMIT = 200
_USEFUL = timedelta(days=7)
_DAY = timedelta(days=1)


class NoChatBoundError(RefusalError):
    """The organisation has no chat in which a summary could be posted."""


class Posted(Enum):
    """What posting has come to."""

    SENT = auto()
    REPLACED = auto()
    UNDER_WAY = auto()


@dataclass(frozen=True, slots=True)
class Branch:
    """An organisation further down the tree: figures and months, never names of people or text."""

    organisation_id: int
    name: str
    counts: Counter[ObligationStatus]
    months: tuple[Mark | None, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """All that lies below a committee, worst first, what it held in the period, and whom it has urged today."""

    branches: Sequence[Branch]
    held: Tally
    urged: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Digest:
    """Everything a summary says; figures only, no names."""

    organisation: Organisation
    span: Span
    audited: Audited
    held: Sequence[Entry]
    coming: Sequence[Entry] | None
    follow_ups: FollowUps
    below: Tree | None = None
    groups: Mapping[int, str] = field(default_factory=dict)
    closure: Closure | None = None
    correction: str = ""
    anchor: Link | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """What only those who keep the summary may know: who is silent, whose minutes wait, who has no account."""

    organisation: Organisation
    span: Span
    groups: Mapping[int, str]
    silent: Sequence[tuple[Entry, tuple[str, ...]]]
    unsigned: Sequence[tuple[Entry, str]]
    unconfirmed: Sequence[Entry]
    unlinked: Sequence[str] = field(default=())


async def tell(session: AsyncSession, row: Summary, now: datetime) -> Digest:
    """Return what a summary says now; of a period long over, as it stood on the day after its end."""
    organisation = await organisations.get(session, row.organisation_id)
    span, zone = span_of(row.kind, row.period_start), organisations.zone(organisation)
    today = now.astimezone(zone).date()
    as_of = min(today, max(span.end + _DAY, span.start))
    groups = {group.id: group.name for group in await organisations.groups(session, organisation.id)}
    ids = [organisation.id, *groups]
    ahead = as_of + AHEAD if as_of <= span.end else span.end + AHEAD
    return Digest(
        organisation=organisation,
        span=span,
        audited=(await audits_of(session, [organisation.id], span, as_of))[0],
        held=await summaries.held(session, ids, span.start, min(span.end, today), now),
        coming=await summaries.coming(session, ids, now, ahead) if ahead >= today else None,
        follow_ups=await summaries.follow_ups(session, ids, today),
        below=await _tree(session, organisation, span, as_of, now) if organisation.kind in _ABOVE else None,
        groups=groups,
        closure=covering(today, await closures.values(session, organisation, today)),
        correction=row.correction,
        anchor=await audit_entries.head(session, organisation.id),
    )


async def audits_of(session: AsyncSession, organisation_ids: Sequence[int], span: Span, as_of: date) -> list[Audited]:
    """Return the audits of ``as_of``; a period begun in the year before is judged with all that year owed."""
    found = [one async for one in compliance.audits(session, organisation_ids, as_of)]
    if span.start.year == as_of.year:
        return found
    last = date(span.start.year, 12, 31)
    before = [one async for one in compliance.audits(session, organisation_ids, last)]
    return [
        replace(now, as_of=last, obligations=roll_up.joined(roll_up.closed(then.obligations, last), now.obligations))
        for then, now in zip(before, found, strict=True)
    ]


def concerning(span: Span, found: Sequence[Obligation]) -> Sequence[Obligation]:
    """Return what a summary counts below: a week everything that is open or missed, a longer period what ends in it."""
    return found if span.kind is SummaryKind.WEEKLY else roll_up.ended_in(found, span.start, span.end)


async def _tree(session: AsyncSession, organisation: Organisation, span: Span, as_of: date, now: datetime) -> Tree:
    """Return what lies below, worst first, a batch in memory at a time."""
    ids = (await obligations.below(session, organisation.id))[1:]
    branches: list[Branch] = []
    for start in range(0, len(ids), obligations.BATCH):
        for one in await audits_of(session, ids[start : start + obligations.BATCH], span, as_of):
            counts = Counter(each.status for each in concerning(span, one.obligations))
            months = roll_up.marks(one.obligations, one.as_of.year)
            branches.append(Branch(one.organisation_id, one.name, counts, months))
    today = now.astimezone(organisations.zone(organisation)).date()
    return Tree(
        sorted(branches, key=lambda one: roll_up.rank(one.counts)),
        await summaries.held_in_all(session, ids, span.start, min(span.end, today), now),
        await urges.urged(session, organisation.id, today),
    )


_ABOVE = (OrganisationKind.COMMITTEE, OrganisationKind.GENERAL_BRANCH)


async def names(session: AsyncSession, row: Summary, now: datetime) -> Names:
    """Return the names behind the figures, for those who keep the summary alone."""
    digest = await tell(session, row, now)
    people_here = await people.roster(
        session, digest.organisation, now.astimezone(organisations.zone(digest.organisation)).date()
    )
    silent = [(entry, await _silent(session, entry)) for entry in digest.coming or ()]
    unsigned = [
        (
            Entry(one, (await meetings.credited(session, [one.id]))[one.id]),
            await people.name_of(session, one.recorder_id),
        )
        for one in digest.follow_ups.unsigned
    ]
    unconfirmed = [
        Entry(one, (await meetings.credited(session, [one.id]))[one.id]) for one in digest.follow_ups.unconfirmed
    ]
    return Names(
        organisation=digest.organisation,
        span=digest.span,
        groups=digest.groups,
        silent=[(entry, found) for entry, found in silent if found],
        unsigned=unsigned,
        unconfirmed=unconfirmed,
        unlinked=[person.name for person in people_here if person.counted and person.telegram_id is None],
    )


async def _silent(session: AsyncSession, entry: Entry) -> tuple[str, ...]:
    def waits(one: Expected) -> bool:
        return one.telegram_id is not None and not answers.is_attending(one) and one.leave is None

    return tuple(one.name for one in await meetings.expected(session, entry.meeting) if waits(one))


async def prepare(session: AsyncSession, here: Here, words: str) -> Summary:
    """Return the summary of the period typed (this week's without one); raises NotADayError."""
    here.require(Power.KEEP_SUMMARY)
    span = read_span(words, here.today)
    return await summaries.of(session, here.organisation.id, span.kind, span.start, here.now)


async def find(session: AsyncSession, telegram_id: int, summary_id: int, now: datetime) -> tuple[Summary, Here]:
    """Return a summary and the one who keeps it; the same StaleButtonError for what is missing or not theirs."""
    row = await summaries.get(session, summary_id)
    if row is None:
        raise StaleButtonError
    here = await access.enter(session, telegram_id, await organisations.get(session, row.organisation_id), now)
    here.require(Power.KEEP_SUMMARY)
    return row, here


async def turn(session: AsyncSession, here: Here, row: Summary, kind: int, step: int) -> Summary | None:
    """Return the summary of another kind or of the period beside; None where that has not begun."""
    if not 0 <= kind < len(KINDS):
        raise StaleButtonError
    span = turned(span_of(row.kind, row.period_start), KINDS[kind], step, here.today)
    if span is None:
        return None
    return await summaries.of(session, here.organisation.id, span.kind, span.start, here.now)


async def note_paper(session: AsyncSession, here: Here, row: Summary) -> None:
    """Write down that a table with names was asked for."""
    await _note(session, here, "summary.paper_sent", row)


async def correct(session: AsyncSession, here: Here, row: Summary, words: str) -> None:
    """Put a remark of the secretary's under the summary, or take it away; raises WordingRefused."""
    row.correction = wording.check(words, CORRECTION_LIMIT).text if words else ""
    session.add(row)
    await _note(session, here, "summary.corrected", row)


async def post(session: AsyncSession, here: Here, row: Summary) -> Posted:
    """Post the summary in the organisation's chat, or bring the message that stands there up to date.

    The plan of the period stays: when it is due it brings what was posted by hand up to date.
    """
    if await organisations.binding_of(session, row.organisation_id) is None:
        raise NoChatBoundError
    if await cards.touch(session, CardKind.SUMMARY, row.id, here.now):
        await _note(session, here, "summary.replaced", row)
        return Posted.REPLACED
    kind = SUMMARY_PLANS[row.kind]
    if row.posted_at is not None and await summaries.is_on_its_way(session, kind, row):
        return Posted.UNDER_WAY
    row.rev, row.posted_at = row.rev + 1, here.now
    session.add(row)
    await _note(session, here, "summary.posted", row)
    await plans.add(
        session,
        kind,
        row.organisation_id,
        row.id,
        slot=span_of(row.kind, row.period_start).slot,
        rev=row.rev,
        due_at=here.now,
        expires_at=here.now + _USEFUL,
    )
    return Posted.SENT


async def _note(session: AsyncSession, here: Here, act: str, row: Summary) -> None:
    await audit_entries.append(
        session,
        row.organisation_id,
        act=act,
        object_="summary",
        object_id=row.id,
        version=row.rev,
        actor_member_id=here.member.member_id,
        now=here.now,
    )
