"""Move an announced meeting, put it off or call it off: what is proposed, and carrying it out in one transaction."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import access, announcements, answers, meetings, scheduling
from bot.actions.access import Here
from bot.actions.meetings import View
from bot.actions.scheduling import Plan
from storage.models import Meeting, MeetingChange, Organisation
from storage.repositories import meetings as rows
from storage.repositories import organisations, plans, rolls
from storage.rules import wording
from storage.rules.changes import (
    REASON_LIMIT,
    RESULT,
    Change,
    ChangedMeanwhileError,
    check_change,
    check_time,
    write_span,
)
from storage.rules.deliveries import PlanKind
from storage.rules.meetings import NoMeetingError, Span
from storage.rules.outcomes import Reason
from storage.rules.powers import Power, is_entitled
from storage.rules.terms import Activity

SAID_OF_MEETINGS = (
    PlanKind.MEETING_NOTICE,
    PlanKind.CHANGE_NOTICE,
    PlanKind.AMENDMENT_NOTICE,
    PlanKind.REMINDER,
    PlanKind.SILENT_REPORT,
    PlanKind.GROUP_MENTION,
    PlanKind.MINUTES_NUDGE,
)
"""Every kind of plan whose subject is a meeting that has not been held yet."""

_NOTICE_USEFUL = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change to revision ``rev`` of a meeting, as far as it is known; times in ISO 8601, ``minutes`` where said."""

    meeting: int
    rev: int
    change: Change
    starts_at: str | None = None
    minutes: int | None = None
    candidates: tuple[str, ...] = ()
    reason: str = ""

    def as_draft(self) -> dict[str, Any]:
        """Return the plain values kept in the dialogue's row."""
        return asdict(self)

    @staticmethod
    def of(draft: dict[str, Any]) -> "Proposal":
        """Return the proposal kept in a dialogue's row."""
        return Proposal(**{**draft, "change": Change(draft["change"]), "candidates": tuple(draft["candidates"])})

    @property
    def moments(self) -> tuple[datetime, ...]:
        """The readings of a typed time to choose from."""
        return tuple(map(datetime.fromisoformat, self.candidates))

    def span(self, meeting: Meeting) -> Span | None:
        """Return when the meeting is to be held instead; None while nobody has said."""
        if self.starts_at is None:
            return None
        return Span(datetime.fromisoformat(self.starts_at), self.minutes or meeting.minutes_long)


async def propose(
    session: AsyncSession, telegram_id: int, meeting_id: int, change: Change, now: datetime
) -> tuple[View, Here, Proposal]:
    """Begin a change; raises NotEntitledError and WrongStateError."""
    shown, here = await meetings.view(session, telegram_id, meeting_id, now)
    here.require(Power.SCHEDULE)
    check_change(change, shown.meeting.state, rows.span(shown.meeting), now)
    return shown, here, Proposal(shown.meeting.id, shown.meeting.rev, change)


async def review(
    session: AsyncSession, telegram_id: int, proposal: Proposal, now: datetime
) -> tuple[View, Here, Proposal]:
    """Read again what a proposal is about; raises the refusals of ``propose`` and ChangedMeanwhileError."""
    shown, here, fresh = await propose(session, telegram_id, proposal.meeting, proposal.change, now)
    if fresh.rev != proposal.rev:
        raise ChangedMeanwhileError
    return shown, here, proposal


def hear_time(here: Here, shown: View, proposal: Proposal, words: str) -> Proposal:
    """Return the proposal with a typed time, or with its readings; raises WhenRefused, SameTimeError."""
    plan = scheduling.hear_when(here, Plan(candidates=proposal.candidates), words)
    heard = replace(proposal, starts_at=plan.starts_at, minutes=plan.minutes, candidates=plan.candidates)
    return _checked(here, shown, heard)


def choose_time(here: Here, shown: View, proposal: Proposal, choice: int) -> Proposal:
    """Return the proposal with the ``choice``-th reading; raises SameTimeError and NewTimePassedError."""
    return _checked(here, shown, replace(proposal, starts_at=proposal.candidates[choice], candidates=()))


def put_off(here: Here, shown: View, proposal: Proposal) -> Proposal:
    """Return the proposal without a new time; raises WrongStateError where there is none already."""
    check_change(Change.POSTPONED, shown.meeting.state, rows.span(shown.meeting), here.now)
    return replace(proposal, change=Change.POSTPONED, starts_at=None, minutes=None, candidates=())


def give_reason(proposal: Proposal, words: str) -> Proposal:
    """Return the proposal with its reason; raises WordingRefused."""
    return replace(proposal, reason=wording.check(words, REASON_LIMIT).text)


async def carry_out(session: AsyncSession, telegram_id: int, proposal: Proposal, now: datetime) -> View:
    """Change the meeting, keep what it was, withdraw what waits to be said of it and plan what is to be said now.

    Raises the refusals of ``review``, and NewTimePassedError.
    """
    await rows.hold(session, proposal.meeting)
    shown, here, _ = await review(session, telegram_id, proposal, now)
    meeting = shown.meeting
    new = _checked(here, shown, proposal).span(meeting)
    former = write_span(rows.span(meeting))
    _rewrite(meeting, shown.organisation, proposal.change, new)
    record = MeetingChange(
        meeting_id=meeting.id,
        rev=meeting.rev,
        act=proposal.change,
        old=former,
        new=write_span(new) if new else "",
        reason=proposal.reason,
        by_id=here.member.member_id,
        at=now,
    )
    await rows.change(session, meeting, record)
    await rolls.begin_anew(session, meeting.id)
    await _tell(session, meeting, shown.organisation, proposal.change, now)
    await answers.touch(session, meeting.id, now)
    await meetings.note(session, here, f"meeting.{proposal.change}", meeting)
    return await meetings.show(session, meeting)


async def movable(session: AsyncSession, here: Here, activities: Sequence[Activity]) -> list[View]:
    """Return the meetings the person may move now, the soonest first; those of these activities where any is named.

    Raises NotEntitledError for whoever may schedule nothing, NoMeetingError where there is none.
    """
    if not any(is_entitled(Power.SCHEDULE, {duty}) for duty in here.member.duties):
        here.require(Power.SCHEDULE)
    ahead = [one for one in await meetings.coming(session, here) if one.meeting.starts_at > here.now]
    shown = [one for one in ahead if may_change(one, here)] + list(await postponed(session, here))
    found = [one for one in shown if not activities or not set(activities).isdisjoint(one.activities)]
    if not found:
        raise NoMeetingError
    return found


async def postponed(session: AsyncSession, here: Here) -> Sequence[View]:
    """Return the meetings without a date to which the person may give one."""
    ids = await access.own_organisations(session, here)
    shown = [await meetings.show(session, one) for one in await rows.postponed(session, ids)]
    return [one for one in shown if may_change(one, here)]


def may_change(shown: View, here: Here) -> bool:
    """Return whether the person may schedule for the organisation whose meeting this is."""
    return Here(shown.organisation, here.member, here.now).may(Power.SCHEDULE)


def _checked(here: Here, shown: View, proposal: Proposal) -> Proposal:
    new = proposal.span(shown.meeting)
    if new is not None:
        check_time(shown.meeting.state, rows.span(shown.meeting), new, here.now)
    return proposal


def _rewrite(meeting: Meeting, organisation: Organisation, change: Change, new: Span | None) -> None:
    meeting.state = RESULT[change]
    if new is not None:
        meeting.starts_at, meeting.minutes_long = new.starts_at, new.minutes
        meeting.local_day = new.starts_at.astimezone(organisations.zone(organisation)).date()


async def _tell(
    session: AsyncSession, meeting: Meeting, organisation: Organisation, change: Change, now: datetime
) -> None:
    why = Reason.MOVED if change is Change.MOVED else Reason.CANCELLED
    await plans.cancel_subject(session, SAID_OF_MEETINGS, organisation.id, meeting.id, why, below_rev=meeting.rev)
    if change is Change.MOVED:
        await announcements.plan_words(session, meeting, organisation, now, opening=PlanKind.CHANGE_NOTICE)
        return
    useful = max(rows.span(meeting).ends_at, now + _NOTICE_USEFUL)
    await plans.add(
        session,
        PlanKind.CHANGE_NOTICE,
        organisation.id,
        meeting.id,
        rev=meeting.rev,
        due_at=now,
        expires_at=useful,
    )
