"""Ask a second person to put an obligation off or to declare a record void, and decide such requests."""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import answers, compliance, meetings
from bot.actions.access import Here
from bot.actions.errands import Errand, Todo
from bot.buttons import OpenApproval, StaleButtonError
from storage.models import Approval, Deferral, Meeting, MeetingChange, Organisation
from storage.repositories import approvals, approvers, audit_entries, organisations, people, plans
from storage.repositories import meetings as rows
from storage.rules import when, wording
from storage.rules.approvals import (
    REASON_LIMIT,
    ApprovalKind,
    ApprovalState,
    NobodyToApproveError,
    NoSuchApprovalError,
    OwnRequestError,
    check_day,
    check_deferrable,
    check_voidable,
    deferral_subject,
    void_subject,
)
from storage.rules.compliance.obligations import Obligation
from storage.rules.compliance.rulebook import load
from storage.rules.deliveries import PlanKind
from storage.rules.outcomes import Reason
from storage.rules.powers import Power
from storage.rules.when import Ask

_USEFUL = timedelta(days=60)
_NOON = " 12:00"


@dataclass(frozen=True, slots=True)
class Wish:
    """A request as far as it is known: what is to be put off (rule, period, new day) or voided, and why."""

    kind: ApprovalKind
    organisation: int
    rule: str = ""
    period_start: str = ""
    meeting: int = 0
    new_day: str = ""
    reason: str = ""

    def as_draft(self) -> dict[str, Any]:
        """Return the plain values kept in the dialogue's row."""
        return asdict(self)

    @staticmethod
    def of(draft: dict[str, Any]) -> "Wish":
        """Return the wish kept in a dialogue's row."""
        return Wish(**{**draft, "kind": ApprovalKind(draft["kind"])})


@dataclass(frozen=True, slots=True)
class Subject:
    """What a request is about, read from the truth of the moment."""

    organisation: Organisation
    obligation: Obligation | None = None
    meeting: meetings.View | None = None


async def wish_deferral(session: AsyncSession, telegram_id: int, wish: Wish, now: datetime) -> tuple[Here, Subject]:
    """Return the asker and the obligation meant; raises NotToDeferError, NotEntitledError, StaleButtonError."""
    here = await compliance.enter(session, telegram_id, wish.organisation, now)
    here.require(Power.KEEP_RECORDS)
    found = await _obligation(session, here, wish)
    check_deferrable(found.status)
    return here, Subject(here.organisation, obligation=found)


async def wish_void(session: AsyncSession, telegram_id: int, meeting_id: int, now: datetime) -> tuple[Here, Subject]:
    """Return the asker and the meeting meant; raises NotToVoidError, NotEntitledError, NoSuchMeetingError."""
    shown, here = await meetings.view(session, telegram_id, meeting_id, now)
    here.require(Power.KEEP_RECORDS)
    check_voidable(shown.meeting.state)
    return here, Subject(shown.organisation, meeting=shown)


async def review(session: AsyncSession, telegram_id: int, wish: Wish, now: datetime) -> tuple[Here, Subject]:
    """Read again what a wish is about; raises the refusals of ``wish_deferral`` and ``wish_void``."""
    if wish.kind is ApprovalKind.DEFERRAL:
        return await wish_deferral(session, telegram_id, wish, now)
    return await wish_void(session, telegram_id, wish.meeting, now)


def days_offered(obligation: Obligation, today: date) -> list[date]:
    """Return usual new days: half a month and a month after the end (or today), and the end of the year."""
    after = max(obligation.period.end, today)
    usual = [after + timedelta(days=15), after + timedelta(days=30), date(after.year, 12, 31)]
    return sorted({day for day in usual if day > after})


def with_day(here: Here, obligation: Obligation, wish: Wish, day: date) -> Wish:
    """Return the wish with its new day; raises DeferralDayError."""
    check_day(day, obligation.period.end, here.today)
    return replace(wish, new_day=day.isoformat())


def read_day(here: Here, words: str) -> date | None:
    """Return the day somebody typed, None where it could be several; raises WhenRefused."""
    found = when.read(words + _NOON, here.now.astimezone(here.zone))
    return None if isinstance(found, Ask) else found.start.astimezone(here.zone).date()


def with_reason(wish: Wish, words: str) -> Wish:
    """Return the wish with its reason; raises WordingRefused."""
    return replace(wish, reason=wording.check(words, REASON_LIMIT).text)


async def submit(session: AsyncSession, telegram_id: int, wish: Wish, now: datetime) -> Approval:
    """Enter the request and plan to tell those who may decide.

    Raises AlreadyAskedError, NobodyToApproveError and the refusals of ``review``.
    """
    here, subject = await review(session, telegram_id, wish, now)
    row = Approval(
        organisation_id=subject.organisation.id,
        kind=wish.kind,
        subject=_about(wish),
        reason=wish.reason,
        state=ApprovalState.ASKED,
        asked_by=here.member.member_id,
        asked_at=now,
    )
    if subject.obligation is not None:
        day = date.fromisoformat(wish.new_day)
        check_day(day, subject.obligation.period.end, here.today)
        row.rule, row.new_day = wish.rule, day
        row.period_start = date.fromisoformat(wish.period_start)
    else:
        row.meeting_id = wish.meeting
    if not await approvers.of(session, row, now):
        raise NobodyToApproveError
    row = await approvals.add(session, row)
    await _tell(session, row, PlanKind.APPROVAL_REQUEST, now)
    await _note(session, row, "asked", here.member.member_id, now)
    return row


async def may_decide(session: AsyncSession, telegram_id: int, approval_id: int, now: datetime) -> tuple[Approval, int]:
    """Return an open or decided request and the tapper's member id; raises NoSuchApprovalError, OwnRequestError."""
    row = await approvals.get(session, approval_id)
    if row is None:
        raise NoSuchApprovalError
    mine = {place.member_id for place in await people.memberships(session, telegram_id, now.date())}
    if row.asked_by in mine:
        raise OwnRequestError
    for person in await approvers.of(session, row, now):
        if person.id in mine:
            return row, person.id
    raise NoSuchApprovalError


async def decide(
    session: AsyncSession, telegram_id: int, approval_id: int, now: datetime, *, approve: bool
) -> tuple[Approval, bool]:
    """Approve or return a request; the flag tells whether this decision was the one.

    Raises NoSuchApprovalError, OwnRequestError, NotToVoidError.
    """
    row, member_id = await may_decide(session, telegram_id, approval_id, now)
    state = ApprovalState.APPROVED if approve else ApprovalState.RETURNED
    if not await approvals.decide(session, row, state, member_id, now):
        return row, False
    if approve:
        await (_put_off if row.kind is ApprovalKind.DEFERRAL else _void)(session, row, now)
    await plans.cancel_subject(session, [PlanKind.APPROVAL_REQUEST], row.organisation_id, row.id, Reason.DECIDED)
    await _tell(session, row, PlanKind.APPROVAL_RESULT, now)
    await _note(session, row, state.value, member_id, now)
    return row, True


async def subject_of(session: AsyncSession, row: Approval) -> Subject:
    """Return what a stored request is about; the obligation is not judged again."""
    organisation = await organisations.get(session, row.organisation_id)
    if row.meeting_id is None:
        return Subject(organisation)
    return Subject(organisation, meeting=await meetings.show(session, await rows.get(session, row.meeting_id)))


async def to_decide(session: AsyncSession, here: Here) -> list[Todo]:
    """Requests that wait for this person, of their organisation, its groups and what stands directly below."""
    own = here.organisation
    near = [own, *await organisations.groups(session, own.id), *await organisations.children(session, own.id)]
    found = []
    for row in await approvals.asked(session, [one.id for one in near]):
        mine = any(person.id == here.member.member_id for person in await approvers.of(session, row, here.now))
        if mine:
            place = next(one.name for one in near if one.id == row.organisation_id)
            found.append(Todo(Errand.DECIDE_APPROVAL, row.asked_at, OpenApproval(row.id), name=place))
    return found


async def _obligation(session: AsyncSession, here: Here, wish: Wish) -> Obligation:
    start = date.fromisoformat(wish.period_start)
    for one in (await compliance.show(session, here)).obligations:
        if (one.organisation_id, one.rule.id, one.period.start) == (here.organisation.id, wish.rule, start):
            return one
    raise StaleButtonError


def cadence(number: int) -> str:
    """Return the id of the rule a button names by its place; raises StaleButtonError."""
    known = load().cadences
    if not 0 <= number < len(known):
        raise StaleButtonError
    return known[number].id


def _about(wish: Wish) -> str:
    if wish.kind is ApprovalKind.VOID:
        return void_subject(wish.meeting)
    return deferral_subject(wish.rule, date.fromisoformat(wish.period_start))


async def _put_off(session: AsyncSession, row: Approval, now: datetime) -> None:
    organisation = await organisations.get(session, row.organisation_id)
    if row.rule is None or row.period_start is None or row.new_day is None:
        raise NoSuchApprovalError
    session.add(
        Deferral(
            organisation_id=row.organisation_id,
            rule=row.rule,
            period_start=row.period_start,
            new_day=row.new_day,
            reason=row.reason,
            requested_by=await people.name_of(session, row.asked_by),
            approved_by=await approvers.office_of(session, row),
            approved_on=now.astimezone(organisations.zone(organisation)).date(),
        )
    )
    await session.flush()


async def _void(session: AsyncSession, row: Approval, now: datetime) -> None:
    """Declare the record void and keep the trail with the meeting; what waits to be said of it is withdrawn."""
    meeting: Meeting = await approvals.void(session, row, now)
    note = MeetingChange(
        meeting_id=meeting.id, rev=meeting.rev, act="voided", reason=row.reason, by_id=row.decided_by, at=now
    )
    await rows.change(session, meeting, note)
    await plans.cancel_subject(session, [PlanKind.MINUTES_NUDGE], meeting.organisation_id, meeting.id, Reason.CANCELLED)
    await answers.touch(session, meeting.id, now)


async def _tell(session: AsyncSession, row: Approval, kind: PlanKind, now: datetime) -> None:
    await plans.add(session, kind, row.organisation_id, row.id, due_at=now, expires_at=now + _USEFUL)


async def _note(session: AsyncSession, row: Approval, act: str, member_id: int, now: datetime) -> None:
    await audit_entries.append(
        session,
        row.organisation_id,
        act=f"{row.kind.value}.{act}",
        object_="approval",
        object_id=row.id,
        actor_member_id=member_id,
        now=now,
    )
