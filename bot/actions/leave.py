"""Ask leave from a meeting, and decide such requests."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions.access import Here
from bot.actions.answers import touch
from bot.actions.meetings import View, view
from storage.keyring import Keyring
from storage.models import Leave, Member
from storage.repositories import audit_entries, cards, delegations, leaves, meetings, organisations, plans, surveys
from storage.rules import wording
from storage.rules.answering import check_may_answer
from storage.rules.deliveries import CardKind, PlanKind
from storage.rules.leave import REASON_LIMIT, LeaveDecidedError, NoSuchLeaveError, OwnLeaveError, is_late
from storage.rules.meetings import NoSuchMeetingError
from storage.rules.outcomes import Reason
from storage.rules.powers import Power
from storage.rules.terms import Answer, LeaveKind, LeaveState

PATIENCE = timedelta(minutes=2)
"""How long a request (or its return) waits for words to be added before it is passed on without."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a request: whose it was, from which meeting, and whether this decision was the one."""

    leave: Leave
    member: Member
    shown: View
    fresh: bool


async def check_may_ask(session: AsyncSession, telegram_id: int, meeting_id: int, now: datetime) -> tuple[View, Here]:
    """Return the meeting and the asker; raises the refusals of ``answering``."""
    shown, here = await view(session, telegram_id, meeting_id, now)
    mine = any(one.member_id == here.member.member_id for one in shown.expected)
    check_may_answer(shown.meeting.state, meetings.span(shown.meeting), now, expected=mine)
    return shown, here


async def ask(
    session: AsyncSession, telegram_id: int, meeting_id: int, kind: LeaveKind, now: datetime, *, reason_follows: bool
) -> tuple[Leave, View]:
    """Enter a request; it goes to those who decide at once, or after a short wait for its reason."""
    shown, here = await check_may_ask(session, telegram_id, meeting_id, now)
    settings = await surveys.settings_of(session, shown.meeting)
    late = is_late(kind, shown.meeting.starts_at, now, settings)
    row = await leaves.ask(session, meeting_id, here.member.member_id, kind, late=late, now=now)
    await meetings.record_answer(session, shown.meeting, here.member.member_id, Answer.LEAVE, now)
    await touch(session, meeting_id, now, here.member.member_id)
    await _tell(session, PlanKind.LEAVE_REQUEST, shown, row, now + PATIENCE if reason_follows else now)
    return row, shown


async def give_reason(
    session: AsyncSession, ring: Keyring, telegram_id: int, leave_id: int, words: str, now: datetime
) -> Leave:
    """Add the reason (sealed) to one's own open request and pass it on now; raises WordingRefused and refusals."""
    row, shown, here = await _of(session, leave_id, telegram_id, now)
    if row.member_id != here.member.member_id:
        raise NoSuchLeaveError
    if row.state is not LeaveState.ASKED:
        raise LeaveDecidedError
    if words:
        leaves.seal_reason(ring, row, wording.check(words, REASON_LIMIT).text)
        session.add(row)
    await _tell(session, PlanKind.LEAVE_REQUEST, shown, row, now, ":reason")
    return row


async def check_may_decide(session: AsyncSession, telegram_id: int, leave_id: int, now: datetime) -> Leave:
    """Return an open request for somebody who may decide it, the reading of its reason audited.

    Raises NoSuchLeaveError, NotEntitledError, LeaveDecidedError.
    """
    row, _, here = await _of(session, leave_id, telegram_id, now)
    await _require_decider(session, here)
    if row.state is not LeaveState.ASKED:
        raise LeaveDecidedError
    if row.reason_sealed is not None:
        await audit_entries.append(
            session,
            here.organisation.id,
            act="leave.opened",
            object_="leave",
            object_id=row.id,
            actor_member_id=here.member.member_id,
            now=now,
        )
    return row


async def decide(
    session: AsyncSession, telegram_id: int, leave_id: int, now: datetime, *, approve: bool, remark_follows: bool
) -> Decided:
    """Approve or return a request; raises NoSuchLeaveError, NotEntitledError, OwnLeaveError."""
    row, shown, here = await _of(session, leave_id, telegram_id, now)
    await _require_decider(session, here)
    if row.member_id == here.member.member_id and await _others(session, here):
        raise OwnLeaveError
    state = LeaveState.APPROVED if approve else LeaveState.RETURNED
    fresh = await leaves.set_state(session, leave_id, state, now, here.member.member_id)
    await session.refresh(row)
    if fresh:
        await touch(session, shown.meeting.id, now, row.member_id)
        await cards.touch(session, CardKind.LEAVE_REQUEST, row.id, now)
        await _tell(session, PlanKind.LEAVE_RESULT, shown, row, now + PATIENCE if remark_follows else now)
        await audit_entries.append(
            session,
            here.organisation.id,
            act=f"leave.{state.value}",
            object_="leave",
            object_id=row.id,
            actor_member_id=here.member.member_id,
            now=now,
        )
    return Decided(row, await session.get_one(Member, row.member_id), shown, fresh)


async def give_remark(
    session: AsyncSession, ring: Keyring, telegram_id: int, leave_id: int, words: str, now: datetime
) -> None:
    """Add the approver's remark (sealed) to a returned request and pass it on now."""
    row, shown, here = await _of(session, leave_id, telegram_id, now)
    await _require_decider(session, here)
    if words:
        leaves.seal_remark(ring, row, wording.check(words, REASON_LIMIT).text)
        session.add(row)
    await _tell(session, PlanKind.LEAVE_RESULT, shown, row, now, ":remark")


async def decides(session: AsyncSession, here: Here) -> bool:
    """Return whether the person decides on leave here: by duty, or because it was handed to them for these days."""
    me = here.member.member_id
    return here.may(Power.DECIDE_LEAVE) or await delegations.reaches(
        session, here.organisation, Power.DECIDE_LEAVE, me, here.now
    )


async def _require_decider(session: AsyncSession, here: Here) -> None:
    if not await decides(session, here):
        here.require(Power.DECIDE_LEAVE)


async def _of(session: AsyncSession, leave_id: int, telegram_id: int, now: datetime) -> tuple[Leave, View, Here]:
    row = await leaves.get(session, leave_id)
    if row is None:
        raise NoSuchLeaveError
    try:
        shown, here = await view(session, telegram_id, row.meeting_id, now)
    except NoSuchMeetingError as error:
        raise NoSuchLeaveError from error
    return row, shown, here


async def _others(session: AsyncSession, here: Here) -> bool:
    holders = await delegations.holders(session, here.organisation, Power.DECIDE_LEAVE, here.now)
    return any(person.id != here.member.member_id for person in holders)


async def _tell(
    session: AsyncSession, kind: PlanKind, shown: View, row: Leave, due_at: datetime, step: str = ""
) -> None:
    """Plan to pass the request (or its outcome) on at ``due_at``; what waited from an earlier step is replaced."""
    moment = row.decided_at or row.asked_at
    organisation = await organisations.get(session, shown.meeting.organisation_id)
    await plans.cancel_subject(session, [kind], organisation.id, row.id, Reason.SUPERSEDED)
    await plans.add(
        session,
        kind,
        organisation.id,
        row.id,
        slot=f"{moment:%Y%m%d%H%M%S%f}{step}",
        due_at=due_at,
        expires_at=meetings.span(shown.meeting).ends_at,
    )
