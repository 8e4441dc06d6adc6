"""What the clock asks for meetings: who hears of them, whether a reminder still holds, beginning and ending."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from jobs import closures
from jobs.occasions import OCCASIONS, Occasion
from storage.clock import Clock
from storage.database import Sessions
from storage.models import Binding, Meeting, Plan
from storage.repositories import cards, meetings, minutes, nudge_choices, organisations, surveys
from storage.repositories.meetings import Expected
from storage.rules import answers
from storage.rules.deliveries import CardKind, OnAmbiguous, Parcel, PlanKind, Priority, Recipient
from storage.rules.meetings import CHECK_IN_AFTER, CHECK_IN_BEFORE, NoSuchMeetingError, state_at
from storage.rules.outcomes import Reason
from storage.rules.reminders import LAST_SLOT
from storage.rules.terms import LeaveState, MeetingState

_ALIVE = (MeetingState.ANNOUNCED, MeetingState.IN_PROGRESS)


async def home(session: AsyncSession, organisation_id: int) -> Binding | None:
    """Return the chat an organisation is told in: its own, else (for a group) its branch's."""
    bound = await organisations.binding_of(session, organisation_id)
    if bound is not None:
        return bound
    organisation = await organisations.get(session, organisation_id)
    branch = await organisations.branch_of(session, organisation)
    return None if branch.id == organisation_id else await organisations.binding_of(session, branch.id)


async def told(session: AsyncSession, plan: Plan, _now: datetime) -> Sequence[Recipient]:
    """The group, and every linked person who is expected.

    A slot ``member:N`` tells one who was linked later, ``group:N`` the group alone, which has moved.
    """
    meeting = await meetings.get(session, plan.subject_id)
    roll = await meetings.expected(session, meeting)
    if plan.slot.startswith("member:"):
        only = int(plan.slot.removeprefix("member:"))
        return [_private(one) for one in roll if one.member_id == only and one.telegram_id]
    bound = await home(session, plan.organisation_id)
    group = [Recipient(bound.chat_id, bound.thread_id)] if bound else []
    if plan.slot.startswith("group:"):
        return group
    return [*group, *(_private(one) for one in roll if one.telegram_id)]


async def _reminded(session: AsyncSession, plan: Plan, _now: datetime) -> Sequence[Recipient]:
    """Linked people who still owe an answer and want to be asked; the last rung is for all who may come."""
    meeting = await meetings.get(session, plan.subject_id)
    roll, last = await meetings.expected(session, meeting), _is_last(plan.slot)
    spared = await surveys.released(session, meeting, roll)
    if not last:
        spared |= await nudge_choices.without_nudges(session, [one.member_id for one in roll])
    return [_private(one) for one in roll if one.member_id not in spared and _wants(one, last=last)]


def _is_last(slot: str) -> bool:
    return int(slot) >= int(LAST_SLOT)


def _wants(one: Expected, *, last: bool) -> bool:
    if one.telegram_id is None or one.leave in (LeaveState.APPROVED, LeaveState.ASKED) or one.status is not None:
        return False
    return last or not answers.is_attending(one)


async def stands(session: AsyncSession, parcel: Parcel, now: datetime) -> Reason | None:
    """Why a notice must not go out any more: the meeting moved or was taken back."""
    meeting = await session.get(Meeting, parcel.subject_id, with_for_update={"read": True}, populate_existing=True)
    if meeting is None or meeting.state not in (*_ALIVE, MeetingState.HELD):
        return Reason.CANCELLED
    if meeting.rev != parcel.rev:
        return Reason.MOVED
    return Reason.BEGUN if meetings.span(meeting).ends_at <= now else None


async def _reminder_stands(session: AsyncSession, parcel: Parcel, now: datetime) -> Reason | None:
    """Why a reminder must not go out any more: moved, begun, answered or on leave meanwhile."""
    gone = await stands(session, parcel, now)
    if gone is not None:
        return gone
    meeting = await meetings.get(session, parcel.subject_id)
    if meeting.starts_at <= now:
        return Reason.BEGUN
    mine = await meetings.expected(session, meeting, parcel.member_id)
    if not mine or await surveys.released(session, meeting, mine):
        return Reason.LEFT
    if mine[0].leave in (LeaveState.APPROVED, LeaveState.ASKED):
        return Reason.ON_LEAVE
    last = _is_last(parcel.slot)
    if not last and await nudge_choices.without_nudges(session, [parcel.member_id]):
        return Reason.DECLINED
    return None if _wants(mine[0], last=last) else Reason.ANSWERED


async def _recorder(session: AsyncSession, plan: Plan, _now: datetime) -> Sequence[Recipient]:
    """The recorder, while minutes are unsigned; the host where the recorder cannot be reached."""
    meeting = await meetings.get(session, plan.subject_id)
    roll = {one.member_id: one for one in await meetings.expected(session, meeting)}
    for member_id in (meeting.recorder_id, meeting.host_id):
        one = roll.get(member_id or 0)
        if one is not None and one.telegram_id is not None:
            return [_private(one)]
    return []


async def _unsigned(session: AsyncSession, parcel: Parcel, _now: datetime) -> Reason | None:
    """Why a nudge for minutes is needless: they are signed, or the meeting was taken back."""
    try:
        meeting = await meetings.get(session, parcel.subject_id)
    except NoSuchMeetingError:
        return Reason.CANCELLED
    if meeting.state in (MeetingState.CANCELLED, MeetingState.POSTPONED, MeetingState.VOID):
        return Reason.CANCELLED
    if meeting.rev != parcel.rev:
        return Reason.MOVED
    return Reason.SIGNED if await minutes.is_signed(session, meeting.id) else None


def _last_repeats(plan: Plan) -> OnAmbiguous:
    return OnAmbiguous.RESEND if _is_last(plan.slot) else OnAmbiguous.ASSUME


def _private(one: Expected) -> Recipient:
    assert one.telegram_id is not None  # noqa: S101 - the callers have looked
    return Recipient(one.telegram_id, 0, one.member_id)


OCCASIONS[PlanKind.MEETING_NOTICE] = Occasion(
    Priority.NOTICE,
    OnAmbiguous.RESEND,
    told,
    stands,
    group_card=CardKind.MEETING,
    private_card=CardKind.INVITATION,
)
OCCASIONS[PlanKind.REMINDER] = Occasion(
    Priority.REMINDER, _last_repeats, _reminded, _reminder_stands, rests_until=closures.unless_inside
)
OCCASIONS[PlanKind.MINUTES_NUDGE] = Occasion(
    Priority.REMINDER, OnAmbiguous.ASSUME, _recorder, _unsigned, rests_until=closures.until_it_ends
)


class Phases:
    """Moves meetings on as their start and end come, and redraws cards when sign-in opens or closes."""

    def __init__(self, sessions: Sessions, clock: Clock) -> None:
        self._sessions, self._clock = sessions, clock
        self._looked: datetime | None = None

    async def turn(self) -> int:
        """Do what is due since the last turn; return how many cards are to be redrawn."""
        now = self._clock.now()
        since = self._looked or now - timedelta(days=1)
        async with self._sessions.read() as session:
            waiting = await meetings.to_begin_or_end(session, now)
            opened = await meetings.starting(session, since + CHECK_IN_BEFORE, now + CHECK_IN_BEFORE)
            begun = await meetings.starting(session, since - timedelta(days=1), now)
        closed = [one for one in begun if since < meetings.span(one).ends_at + CHECK_IN_AFTER <= now]
        changed = {one.id for one in (*opened, *closed)}
        moved = [one for one in waiting if state_at(one.state, meetings.span(one), now) is not one.state]
        if changed or moved:
            async with self._sessions.begin() as session:
                for meeting in moved:
                    changed |= await _move(session, meeting.id, now)
                for meeting_id in changed:
                    await cards.touch(session, CardKind.MEETING, meeting_id, now)
                    await cards.touch(session, CardKind.INVITATION, meeting_id, now)
        self._looked = now
        return len(changed)


async def _move(session: AsyncSession, meeting_id: int, now: datetime) -> set[int]:
    meeting = await meetings.get(session, meeting_id)
    wanted = state_at(meeting.state, meetings.span(meeting), now)
    if wanted is meeting.state or not await meetings.set_state(session, meeting, wanted, was=meeting.state):
        return set()
    return {meeting_id}
