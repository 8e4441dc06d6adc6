"""Say yes to a meeting; saying no is asking leave."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions.meetings import View, own_view
from storage.repositories import cards, leaves, meetings
from storage.rules.answering import check_may_answer, check_revision
from storage.rules.deliveries import CardKind
from storage.rules.terms import Answer, LeaveState


async def attend(
    session: AsyncSession, telegram_id: int, meeting_id: int, rev: int, now: datetime
) -> tuple[View, bool]:
    """Record 参加; return the meeting as it stands and whether this answer was new.

    ``rev`` is the revision the person has read: a yes to another time counts for nothing. A request for leave that was
    still open or granted is withdrawn by it. Raises the refusals of ``answering``.
    """
    shown, here = await own_view(session, telegram_id, meeting_id, now)
    me = here.member.member_id
    mine = next((one for one in shown.expected if one.member_id == me), None)
    check_may_answer(shown.meeting.state, meetings.span(shown.meeting), now, expected=mine is not None)
    check_revision(rev, shown.meeting.rev)
    assert mine is not None  # noqa: S101 - check_may_answer has refused otherwise
    asked = mine.leave in (LeaveState.ASKED, LeaveState.APPROVED)
    fresh = asked or mine.answer is not Answer.ATTEND or not mine.answer_current
    if fresh:
        if mine.leave_id is not None and asked:
            await leaves.set_state(session, mine.leave_id, LeaveState.WITHDRAWN, now)
            await cards.touch(session, CardKind.LEAVE_REQUEST, mine.leave_id, now)
        await meetings.record_answer(session, shown.meeting, me, Answer.ATTEND, now)
        await touch(session, meeting_id, now, me)
    return shown, fresh


async def touch(session: AsyncSession, meeting_id: int, now: datetime, *member_ids: int) -> None:
    """Have the cards of a meeting redrawn, and the invitations of those it changed for (none named: everybody's)."""
    await cards.touch(session, CardKind.MEETING, meeting_id, now)
    await cards.touch(session, CardKind.INVITATION, meeting_id, now, *member_ids)
