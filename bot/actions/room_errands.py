"""What a meeting's roll leaves waiting for somebody: presence to confirm, lessons to make up or to judge."""

from datetime import timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions.access import Here
from bot.actions.errands import Errand, Todo
from bot.buttons import ConfirmPresence, OpenMakeup
from storage.models import Meeting
from storage.repositories import makeups, meetings, organisations, spot_checks
from storage.rules.makeup import DAYS
from storage.rules.terms import Activity, Duty

_LESSON = timedelta(days=DAYS)


async def presence_to_confirm(session: AsyncSession, here: Here) -> list[Todo]:
    """Spot checks this member can still confirm."""
    return [
        Todo(
            Errand.CONFIRM_PRESENCE,
            row.asked_at,
            ConfirmPresence(row.id),
            await _activities(session, meeting),
            meeting.local_day,
        )
        for row, meeting in await spot_checks.waiting_for(session, here.member.member_id, here.now)
    ]


async def lessons_to_make_up(session: AsyncSession, here: Here) -> list[Todo]:
    """Lessons this member still has to make up."""
    return [
        Todo(
            Errand.MAKE_UP,
            row.due_at - _LESSON,
            OpenMakeup(row.id),
            await _activities(session, meeting),
            meeting.local_day,
        )
        for row, meeting in await makeups.waiting_for(session, here.member.member_id)
    ]


async def lessons_to_judge(session: AsyncSession, here: Here) -> list[Todo]:
    """Lessons of others handed in, for the recorder of their meeting and the secretary."""
    branch = await organisations.branch_of(session, here.organisation)
    groups = [group.id for group in await organisations.groups(session, branch.id)]
    me, leads = here.member.member_id, Duty.SECRETARY in here.member.duties_in(branch)
    return [
        Todo(
            Errand.JUDGE_MAKEUP,
            row.submitted_at or here.now,
            OpenMakeup(row.id),
            await _activities(session, meeting),
            meeting.local_day,
            member.name,
        )
        for row, meeting, member in await makeups.to_decide(session, [branch.id, *groups])
        if member.id != me and (leads or meeting.recorder_id == me)
    ]


async def _activities(session: AsyncSession, meeting: Meeting) -> tuple[Activity, ...]:
    return (await meetings.credited(session, [meeting.id]))[meeting.id]
