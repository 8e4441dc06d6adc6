"""What may wait for a person, one small function per noun; each reads the truth of the moment.

A source takes a session and the person where they belong, and returns what waits for them there. A new noun adds its
word to ``Errand``, its function here (or beside its own action) and a line in ``bot.actions.todo.SOURCES``.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import access, compliance, minutes
from bot.actions.access import Here
from bot.actions.leave import decides
from bot.actions.meetings import View, show
from bot.buttons import (
    ArrangePlanned,
    Button,
    CompliancePage,
    OpenCorrection,
    OpenInvitation,
    OpenJoin,
    OpenLeave,
    OpenLife,
    OpenMinutes,
    OpenObligation,
    OpenRoll,
)
from storage.models import Leave, Meeting, Member, Roll
from storage.repositories import (
    accounts,
    corrections,
    delegations,
    leaves,
    life,
    meetings,
    organisations,
    people,
    planned_events,
)
from storage.repositories import minutes as versions
from storage.rules import answers
from storage.rules.life import LIFE_ACTIVITIES
from storage.rules.plan_progress import Progress, compare
from storage.rules.powers import Power
from storage.rules.terms import Activity, MinutesState, ObligationStatus, SigningRole

_LOOK_BACK, _A_YEAR = 92, 366
_PLAN_AHEAD = timedelta(days=21)
_MISSED_LATELY = timedelta(days=31)


class Errand(StrEnum):
    """Kinds of things that wait for somebody; their words stand in ``bot/texts/todo.py``."""

    ANSWER = "answer"
    DECIDE_LEAVE = "decide_leave"
    DECIDE_JOIN = "decide_join"
    CONFIRM_ROLL = "confirm_roll"
    CONFIRM_PRESENCE = "confirm_presence"
    MAKE_UP = "make_up"
    JUDGE_MAKEUP = "judge_makeup"
    WRITE_MINUTES = "write_minutes"
    SIGN_MINUTES = "sign_minutes"
    SELF_CRITICISM = "self_criticism"
    JUDGE_CORRECTION = "judge_correction"
    ARRANGE = "arrange"
    AT_RISK = "at_risk"
    MISSED = "missed"
    DECIDE_APPROVAL = "decide_approval"
    CHECK_ABSENCE = "check_absence"


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing that waits: since when, of which meeting, person or day it is, and the button that opens it."""

    errand: Errand
    since: datetime
    button: Button
    activities: tuple[Activity, ...] = ()
    day: date | None = None
    name: str = ""
    place: str = ""
    count: int = 0


async def answers_owed(session: AsyncSession, here: Here) -> list[Todo]:
    """Coming meetings this member is expected at and has not answered (or must answer again)."""
    ids = await access.own_organisations(session, here)
    found = []
    for meeting in await meetings.coming(session, ids, here.now):
        mine = await meetings.expected(session, meeting, here.member.member_id)
        if meeting.starts_at > here.now and any(map(answers.is_silent, mine)):
            shown = await show(session, meeting)
            found.append(_of(Errand.ANSWER, shown, meeting.announced_at or here.now, OpenInvitation(meeting.id)))
    return found


async def leave_to_decide(session: AsyncSession, here: Here) -> list[Todo]:
    """Open requests for leave this person may decide; one's own only where nobody else may."""
    found = []
    for leave, meeting, member in await leaves.asked(session, await _everywhere(session, here), here.now):
        place = await organisations.get(session, meeting.organisation_id)
        if await decides(session, Here(place, here.member, here.now)) and await _may_decide(session, here, leave):
            shown = await show(session, meeting)
            found.append(_of(Errand.DECIDE_LEAVE, shown, leave.asked_at, OpenLeave(leave.id), member.name))
    return found


async def joins_to_decide(session: AsyncSession, here: Here) -> list[Todo]:
    """Claims to a name on the roster that wait for a decision."""
    branch = await organisations.branch_of(session, here.organisation)
    if not Here(branch, here.member, here.now).may(Power.ADMIT_MEMBERS):
        return []
    waiting = await accounts.asked(session, branch.id)
    names = {one.id: (await session.get_one(Member, one.member_id)).name for one in waiting}
    return [Todo(Errand.DECIDE_JOIN, one.asked_at, OpenJoin(one.id), name=names[one.id]) for one in waiting]


async def rolls_to_confirm(session: AsyncSession, here: Here) -> list[Todo]:
    """Rolls of meetings that are over and not confirmed, for the one who keeps each of them."""
    return [
        _of(Errand.CONFIRM_ROLL, await show(session, one), meetings.span(one).ends_at, OpenRoll(one.id))
        for one in await _finished(session, here)
        if not await _is_confirmed(session, one) and await _is_recorder(session, one, here)
    ]


async def minutes_to_write(session: AsyncSession, here: Here) -> list[Todo]:
    """Minutes of meetings that are over and were never handed in (or came back), for their recorder."""
    finished = await _finished(session, here)
    newest = await versions.newest_of(session, [one.id for one in finished])
    return [
        _of(Errand.WRITE_MINUTES, await show(session, one), meetings.span(one).ends_at, OpenMinutes(one.id))
        for one in finished
        if (one.id not in newest or newest[one.id].state is MinutesState.DRAFT)
        and await _is_confirmed(session, one)
        and await _is_recorder(session, one, here)
    ]


async def minutes_to_sign(session: AsyncSession, here: Here) -> list[Todo]:
    """Minutes handed in that lack this person's signature."""
    finished = {one.id: one for one in await _finished(session, here, days=_A_YEAR)}
    found = []
    for number, newest in (await versions.newest_of(session, list(finished))).items():
        meeting, me = finished[number], here.member.member_id
        if newest.state is not MinutesState.IN_REVIEW or me not in minutes.hands(meeting).values():
            continue
        signed = await versions.signatures(session, newest.id)
        wanted = await minutes.needed(session, meeting)
        if any(member == me and role not in signed for role, member in wanted.items()):
            shown = await show(session, meeting)
            found.append(_of(Errand.SIGN_MINUTES, shown, newest.submitted_at or here.now, OpenMinutes(number)))
    return found


async def self_criticism_to_write(session: AsyncSession, here: Here) -> list[Todo]:
    """Coming life meetings for which this member has not handed in self-criticism."""
    ids = await access.own_organisations(session, here)
    found = []
    for meeting in await meetings.coming(session, ids, here.now):
        credited = (await meetings.credited(session, [meeting.id]))[meeting.id]
        if LIFE_ACTIVITIES.isdisjoint(credited):
            continue
        me = here.member.member_id
        if await meetings.is_expected(session, meeting.id, me) and not await life.is_submitted(session, meeting.id, me):
            since = meeting.announced_at or here.now
            found.append(_of(Errand.SELF_CRITICISM, await show(session, meeting), since, OpenLife(meeting.id)))
    return found


async def corrections_to_judge(session: AsyncSession, here: Here) -> list[Todo]:
    """What members say is wrong in a roll, for those who are asked to look."""
    found = []
    for row, meeting in await corrections.waiting(session, await _everywhere(session, here)):
        judges = await corrections.judges(session, meeting, row.member_id, here.now)
        if any(one.id == here.member.member_id for one in judges):
            name = await people.name_of(session, row.member_id)
            shown = await show(session, meeting)
            found.append(_of(Errand.JUDGE_CORRECTION, shown, row.asked_at, OpenCorrection(row.id), name))
    return found


async def planned_to_arrange(session: AsyncSession, here: Here) -> list[Todo]:
    """Events of the adopted plan whose day is near (or gone) and for which no meeting was announced."""
    branch = await organisations.branch_of(session, here.organisation)
    planner = Here(branch, here.member, here.now)
    if not planner.may(Power.SCHEDULE):
        return []
    year = planner.today.year
    events = [one for one in await planned_events.of_year(session, branch.id, year) if one.adopted_at is not None]
    held = await planned_events.actual(session, [one.venue_id for one in events], year)
    progress = compare(map(planned_events.entry, events), held, planner.today)
    return [
        Todo(
            Errand.ARRANGE,
            datetime.combine(one.day - _PLAN_AHEAD, time(), planner.zone),
            ArrangePlanned(one.id),
            planned_events.activities(one),
            one.day,
        )
        for one in events
        if progress[one.id] in (Progress.COMING, Progress.OVERDUE)
        and planner.today - _MISSED_LATELY <= one.day <= planner.today + _PLAN_AHEAD
    ]


async def obligations_in_danger(session: AsyncSession, here: Here) -> list[Todo]:
    """Obligations about to be missed, each; those missed within the last month in one line: for those who schedule."""
    branch = await organisations.branch_of(session, here.organisation)
    planner = Here(branch, here.member, here.now)
    if not planner.may(Power.SCHEDULE):
        return []
    audited = list(enumerate((await compliance.whole(session, branch.id, planner.today)).obligations))
    found = [
        Todo(
            Errand.AT_RISK,
            datetime.combine(one.period.end - timedelta(days=one.warn_days or 0), time(), planner.zone),
            OpenObligation(branch.id, line, 0),
            (one.rule.activity,) if one.rule.activity else (),
            one.period.end,
            "" if one.organisation_id == branch.id else one.organisation,
        )
        for line, one in audited
        if one.status is ObligationStatus.AT_RISK
    ]
    missed = [
        one.period.end
        for _, one in audited
        if one.status is ObligationStatus.MISSED and planner.today - one.period.end <= _MISSED_LATELY
    ]
    if missed:
        since = datetime.combine(max(missed), time(), planner.zone)
        found.append(Todo(Errand.MISSED, since, CompliancePage(branch.id, 0), count=len(missed)))
    return found


def _of(errand: Errand, shown: View, since: datetime, button: Button, name: str = "") -> Todo:
    return Todo(errand, since, button, shown.activities, shown.meeting.local_day, name)


async def _finished(session: AsyncSession, here: Here, days: int = _LOOK_BACK) -> list[Meeting]:
    ids = await _everywhere(session, here)
    return [
        one for one in await meetings.recent(session, ids, here.now, days) if meetings.span(one).ends_at <= here.now
    ]


async def _is_confirmed(session: AsyncSession, meeting: Meeting) -> bool:
    roll = await session.get(Roll, meeting.id)
    return roll is not None and roll.confirmed_at is not None


async def _everywhere(session: AsyncSession, here: Here) -> list[int]:
    """Return the ids of the branch and of all its groups: what is whose business is decided by duty."""
    branch = await organisations.branch_of(session, here.organisation)
    return [branch.id, *(group.id for group in await organisations.groups(session, branch.id))]


async def _is_recorder(session: AsyncSession, meeting: Meeting, here: Here) -> bool:
    """Whether keeping this meeting's papers is this person's own errand: its recorder's, else its host's."""
    hands = minutes.hands(meeting)
    linked = await people.linked(session, [one for one in hands.values() if one is not None])
    for role in (SigningRole.RECORDER, SigningRole.HOST):
        if hands[role] in linked:
            return hands[role] == here.member.member_id
    place = await organisations.get(session, meeting.organisation_id)
    return Here(place, here.member, here.now).may(Power.KEEP_ROLL)


async def _may_decide(session: AsyncSession, here: Here, leave: Leave) -> bool:
    if leave.member_id != here.member.member_id:
        return True
    holders = await delegations.holders(session, here.organisation, Power.DECIDE_LEAVE, here.now)
    return all(person.id == leave.member_id for person in holders)
