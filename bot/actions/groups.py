"""A group leader's view of the own group: who has answered, who came; never anybody of another group."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions.access import Here
from bot.actions.meetings import View, view
from storage.models import Organisation
from storage.repositories import organisations, people
from storage.repositories.meetings import Expected
from storage.rules.powers import POWERS, NotEntitledError, Power
from storage.rules.terms import Duty


@dataclass(frozen=True, slots=True)
class GroupAtMeeting:
    """The members of one group on the roll of one meeting."""

    shown: View
    group: Organisation
    members: tuple[Expected, ...]


async def led(session: AsyncSession, here: Here) -> list[Organisation]:
    """Return the groups this person leads."""
    branch = await organisations.branch_of(session, here.organisation)
    mine = {place for duty, place in here.member.held if duty is Duty.GROUP_LEADER}
    return [group for group in await organisations.groups(session, branch.id) if group.id in mine]


async def at_meeting(session: AsyncSession, telegram_id: int, meeting_id: int, now: datetime) -> GroupAtMeeting:
    """Return the own group's part of a meeting's roll for its leader; raises NoSuchMeetingError, NotEntitledError."""
    shown, here = await view(session, telegram_id, meeting_id, now)
    groups = await led(session, here)
    if not groups:
        raise NotEntitledError(Power.KEEP_ROLL, POWERS[Power.KEEP_ROLL] or frozenset())
    roster = await people.roster(session, groups[0], shown.meeting.local_day)
    ours = {person.id for person in roster}
    return GroupAtMeeting(shown, groups[0], tuple(one for one in shown.expected if one.member_id in ours))
