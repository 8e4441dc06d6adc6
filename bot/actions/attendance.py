"""Sign in, keep the roll, confirm and reopen it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import access, makeup_tasks, windows
from bot.actions.access import Here
from bot.actions.answers import touch
from bot.actions.meetings import View, note, show, view
from storage.repositories import corrections, meetings, organisations, rolls, sign_ins
from storage.repositories.meetings import Expected
from storage.repositories.sign_ins import Signer
from storage.rules import attendance, wording
from storage.rules.answering import NotExpectedError
from storage.rules.attendance import RollLockedError, Totals
from storage.rules.meetings import NoSuchMeetingError
from storage.rules.powers import NotEntitledError, Power
from storage.rules.refusals import RefusalError
from storage.rules.terms import CAME, AttendanceStatus, CheckInWay, CorrectionState, LeaveState

REASON_LIMIT = 100
_IN_THE_ROOM = CAME - {AttendanceStatus.ONLINE}


class TooEarlyError(RefusalError):
    """The roll is confirmed once the meeting has begun."""


class ReasonNeededError(RefusalError):
    """Signing in on somebody's behalf carries a reason."""


@dataclass(eq=False)
class HeadCountError(RefusalError):
    """The recorder's head-count differs from those entered as being in the room."""

    counted: int
    entered: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """The outcome of a tap on 签到."""

    shown: View
    status: AttendanceStatus
    at: datetime
    fresh: bool


async def check_in(
    session: AsyncSession, telegram_id: int, meeting_id: int, now: datetime, *, proven: bool = False
) -> CheckedIn:
    """Enter the tapper's own attendance; a second tap changes nothing.

    ``proven`` tells that the room's code or poster has been shown. Raises NoSuchMeetingError, NotExpectedError,
    TakenBackError and the refusals of ``attendance.judge_sign_in``.
    """
    (outcome,) = await check_in_all(session, [telegram_id], meeting_id, now, proven=proven)
    if isinstance(outcome, RefusalError):
        raise outcome
    return outcome


async def check_in_all(
    session: AsyncSession, telegram_ids: Sequence[int], meeting_id: int, now: datetime, *, proven: bool = False
) -> list[CheckedIn | RefusalError]:
    """Enter the own attendance of everybody who tapped, in order; each one's outcome is as if they had come alone."""
    door = await sign_ins.door(session, meeting_id)
    if door is None:
        return [NoSuchMeetingError()] * len(telegram_ids)
    shown = View(door.meeting, door.organisation, (), (), "", "", roll=door.roll)
    branch = await organisations.branch_of(session, shown.organisation)
    day = now.astimezone(organisations.zone(shown.organisation)).date()
    known = await sign_ins.signers(session, meeting_id, branch.id, day, telegram_ids)
    fresh: dict[int, AttendanceStatus] = {}
    outcomes = [_sign_in(shown, known.get(one), fresh, now, proven=proven) for one in telegram_ids]
    await sign_ins.enter(session, meeting_id, fresh, now)
    if fresh:
        await touch(session, meeting_id, now, *fresh)
    return outcomes


def _sign_in(
    shown: View, signer: Signer | None, fresh: dict[int, AttendanceStatus], now: datetime, *, proven: bool
) -> CheckedIn | RefusalError:
    """Judge one tap; whoever may sign in by it is put into ``fresh``."""
    try:
        if signer is None:
            raise NoSuchMeetingError
        if not signer.expected:
            raise NotExpectedError
        windows.check_alive(shown)
        if signer.member_id in fresh:
            return CheckedIn(shown, fresh[signer.member_id], now, fresh=False)
        settled = signer.way is CheckInWay.SELF or signer.status is AttendanceStatus.EARLY_LEAVE
        if signer.status in CAME and signer.at is not None and settled:
            return CheckedIn(shown, signer.status, signer.at, fresh=False)
        wanted = shown.organisation.check_in_code_since is not None and not proven
        status = attendance.judge_sign_in(windows.of(shown), now, locked=shown.roll_locked, code_wanted=wanted)
    except RefusalError as refusal:
        return refusal
    fresh[signer.member_id] = status
    return CheckedIn(shown, status, now, fresh=True)


async def open_early(session: AsyncSession, telegram_id: int, meeting_id: int, now: datetime) -> View:
    """Open signing in before its usual window."""
    shown, here = await keeper(session, telegram_id, meeting_id, now)
    roll = await rolls.of(session, meeting_id)
    roll.opened_at = roll.opened_at or now
    roll.opened_by = roll.opened_by or here.member.member_id
    session.add(roll)
    await touch(session, meeting_id, now)
    return shown


async def in_question(session: AsyncSession, here: Here) -> list[View]:
    """Return the meetings whose roll a person may mean, the likeliest first: running, unconfirmed, coming."""
    ids = await access.own_organisations(session, here)
    begun = [await show(session, one) for one in await meetings.recent(session, ids, here.now)]
    open_ = [shown for shown in begun if not shown.roll_locked]
    coming = [await show(session, one) for one in await meetings.coming(session, ids, here.now)]
    ahead = [shown for shown in coming if shown.meeting.starts_at > here.now]
    return [*open_, *ahead] or begun[:1]


async def set_status(
    session: AsyncSession,
    telegram_id: int,
    meeting_id: int,
    member_id: int,
    status: AttendanceStatus,
    reason: str,
    now: datetime,
) -> View:
    """Enter or correct one person's line; coming on somebody's word (代签, 补签) needs a reason that stays visible.

    Raises ReasonNeededError, RollLockedError, NotExpectedError, TooEarlyError.
    """
    shown, here = await keeper(session, telegram_id, meeting_id, now)
    line = _line(shown, member_id)
    if shown.roll_locked:
        raise RollLockedError
    reason = wording.check(reason, REASON_LIMIT).text if reason else ""
    if status in CAME and not reason:
        raise ReasonNeededError
    span = meetings.span(shown.meeting)
    if now < windows.of(shown).opens and status in CAME:
        raise TooEarlyError
    way, stay = CheckInWay.ROLL, None
    if status in CAME:
        own = line.attendance is not None and line.attendance.way is not CheckInWay.PROXY and line.stay is not None
        if not own:
            way = CheckInWay.PROXY if now < span.ends_at else CheckInWay.LATE_ENTRY
        stay = attendance.stay_of(status, span.starts_at, span.ends_at, now, _said(shown, reason), line.stay)
    me = here.member.member_id
    await rolls.write(session, meeting_id, member_id, status, way, now, by_id=me, reason=reason, stay=stay)
    await touch(session, meeting_id, now, member_id)
    await note(session, here, f"attendance.{way.value}", shown.meeting)
    await corrections.settle(session, shown.meeting, member_id, me, CorrectionState.CORRECTED, now)
    return await _reload(session, telegram_id, meeting_id, now)


async def confirm(session: AsyncSession, telegram_id: int, meeting_id: int, head_count: int, now: datetime) -> View:
    """Confirm and lock the roll: leave granted becomes 请假, no record becomes 缺席.

    Raises HeadCountError when the count differs from those entered as in the room, TooEarlyError, RollLockedError.
    """
    shown, here = await check_may_confirm(session, telegram_id, meeting_id, now)
    in_room = [one for one in shown.expected if one.status in _IN_THE_ROOM]
    if head_count != len(in_room):
        raise HeadCountError(head_count, len(in_room), tuple(one.name for one in in_room))
    me = here.member.member_id
    for one in shown.expected:
        if one.status is None:
            status = AttendanceStatus.ON_LEAVE if one.leave is LeaveState.APPROVED else AttendanceStatus.ABSENT
            await rolls.write(session, meeting_id, one.member_id, status, CheckInWay.ROLL, now, by_id=me)
    roll = await rolls.of(session, meeting_id)
    roll.head_count, roll.confirmed_at, roll.confirmed_by = head_count, now, me
    session.add(roll)
    await touch(session, meeting_id, now)
    await note(session, here, "roll.confirmed", shown.meeting)
    confirmed = await _reload(session, telegram_id, meeting_id, now)
    await makeup_tasks.follow_roll(session, confirmed, now)
    return confirmed


async def check_may_confirm(
    session: AsyncSession, telegram_id: int, meeting_id: int, now: datetime
) -> tuple[View, Here]:
    """Return the meeting and the keeper of its roll; raises what would keep them from confirming it now."""
    shown, here = await keeper(session, telegram_id, meeting_id, now)
    if shown.roll_locked:
        raise RollLockedError
    if now < shown.meeting.starts_at:
        raise TooEarlyError
    return shown, here


async def reopen(session: AsyncSession, telegram_id: int, meeting_id: int, reason: str, now: datetime) -> View:
    """Reopen a confirmed roll, leaving a trail."""
    shown, here = await keeper(session, telegram_id, meeting_id, now)
    roll = await rolls.of(session, meeting_id)
    if roll.confirmed_at is None:
        return shown
    roll.confirmed_at = roll.confirmed_by = None
    roll.reopened += 1
    roll.reopen_reason = wording.check(reason, REASON_LIMIT).text
    session.add(roll)
    await touch(session, meeting_id, now)
    await note(session, here, "roll.reopened", shown.meeting)
    return await _reload(session, telegram_id, meeting_id, now)


async def roll(session: AsyncSession, telegram_id: int, meeting_id: int, now: datetime) -> tuple[View, Here]:
    """Return a meeting for its roll to be shown."""
    return await view(session, telegram_id, meeting_id, now)


def totals(shown: View) -> Totals:
    """Return the figures of a roll; leave granted before the roll is confirmed counts as 请假."""
    known = {one.member_id: status_of(one) for one in shown.expected}
    return attendance.totals(known, known)


def status_of(one: Expected) -> AttendanceStatus | None:
    """Return what is known of one person: the roll's own line first, else granted leave, else nothing."""
    if one.status is not None:
        return one.status
    return AttendanceStatus.ON_LEAVE if one.leave is LeaveState.APPROVED else None


async def keeper(session: AsyncSession, telegram_id: int, meeting_id: int, now: datetime) -> tuple[View, Here]:
    """Return the meeting and somebody who keeps its roll: by duty, or as its named recorder or host.

    Raises NotEntitledError, TakenBackError.
    """
    shown, here = await view(session, telegram_id, meeting_id, now)
    if here.member.member_id not in (shown.meeting.recorder_id, shown.meeting.host_id):
        here.require(Power.KEEP_ROLL)
    windows.check_alive(shown)
    return shown, here


def keeps(shown: View, here: Here) -> bool:
    """Return whether a person keeps the roll of this meeting."""
    try:
        here.require(Power.KEEP_ROLL)
    except NotEntitledError:
        return here.member.member_id in (shown.meeting.recorder_id, shown.meeting.host_id)
    return True


def _line(shown: View, member_id: int) -> Expected:
    found = next((one for one in shown.expected if one.member_id == member_id), None)
    if found is None:
        raise NotExpectedError
    return found


def _said(shown: View, reason: str) -> datetime | None:
    """Return the moment of the meeting's day that a reason begins with, if it does."""
    clock = attendance.said_time(reason)
    zone = organisations.zone(shown.organisation)
    return datetime.combine(shown.meeting.local_day, clock, zone) if clock else None


async def _reload(session: AsyncSession, telegram_id: int, meeting_id: int, now: datetime) -> View:
    session.expire_all()
    return (await view(session, telegram_id, meeting_id, now))[0]
