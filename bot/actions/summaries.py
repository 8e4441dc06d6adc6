"""Summaries of a period: told from the records at the moment, previewed, corrected, posted by those who keep them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import access, compliance
from bot.actions.access import Here
from bot.actions.compliance import Audited, Below
from bot.buttons import StaleButtonError
from storage.audit import Link
from storage.models import Organisation, Summary
from storage.repositories import audit_entries, cards, meetings, organisations, people, plans, summaries
from storage.repositories.meetings import Expected
from storage.repositories.summaries import Entry, FollowUps
from storage.rules import answers, wording
from storage.rules.deliveries import SUMMARY_PLANS, CardKind
from storage.rules.powers import Power
from storage.rules.refusals import RefusalError
from storage.rules.summaries import AHEAD, Span, read_day, span_of
from storage.rules.terms import OrganisationKind, SummaryKind

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
class Digest:
    """Everything a summary says; figures only, no names."""

    organisation: Organisation
    span: Span
    audited: Audited
    held: Sequence[Entry]
    coming: Sequence[Entry] | None
    follow_ups: FollowUps
    below: Sequence[Below] = ()
    correction: str = ""
    anchor: Link | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """What only those who keep the summary may know: who is silent, whose minutes wait, who has no account."""

    organisation: Organisation
    span: Span
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
    ids = await _own(session, organisation)
    ahead = as_of + AHEAD if as_of <= span.end else span.end + AHEAD
    here_below = [] if organisation.kind not in _ABOVE else await compliance.below_of(session, organisation.id, as_of)
    return Digest(
        organisation=organisation,
        span=span,
        audited=await compliance.whole(session, organisation.id, as_of),
        held=await summaries.held(session, ids, span.start, min(span.end, today), now),
        coming=await summaries.coming(session, ids, now, ahead) if ahead >= today else None,
        follow_ups=await summaries.follow_ups(session, ids, today),
        below=here_below,
        correction=row.correction,
        anchor=await audit_entries.head(session, organisation.id),
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
        silent=[(entry, found) for entry, found in silent if found],
        unsigned=unsigned,
        unconfirmed=unconfirmed,
        unlinked=[person.name for person in people_here if person.counted and person.telegram_id is None],
    )


async def _silent(session: AsyncSession, entry: Entry) -> tuple[str, ...]:
    def waits(one: Expected) -> bool:
        return one.telegram_id is not None and not answers.is_attending(one) and one.leave is None

    return tuple(one.name for one in await meetings.expected(session, entry.meeting) if waits(one))


async def _own(session: AsyncSession, organisation: Organisation) -> list[int]:
    return [organisation.id, *(group.id for group in await organisations.groups(session, organisation.id))]


async def prepare(session: AsyncSession, here: Here, words: str) -> Summary:
    """Return the summary of the week that holds the day typed (today's without one); raises NotADayError."""
    here.require(Power.KEEP_SUMMARY)
    span = span_of(SummaryKind.WEEKLY, read_day(words, here.today))
    return await summaries.of(session, here.organisation.id, span.kind, span.start, here.now)


async def find(session: AsyncSession, telegram_id: int, summary_id: int, now: datetime) -> tuple[Summary, Here]:
    """Return a summary and the one who keeps it; the same StaleButtonError for what is missing or not theirs."""
    row = await summaries.get(session, summary_id)
    if row is None:
        raise StaleButtonError
    here = await access.enter(session, telegram_id, await organisations.get(session, row.organisation_id), now)
    here.require(Power.KEEP_SUMMARY)
    return row, here


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
