"""Letters about the roll: figures for everybody, names in private for those who keep it."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import attendance
from bot.actions.access import Here
from bot.actions.meetings import View
from bot.keyboards import attendance as keyboards
from bot.letters import Letter
from bot.texts import attendance as texts
from bot.texts import dates, labels, terms
from storage.repositories import organisations, people
from storage.repositories.meetings import Expected
from storage.rules.answering import NotExpectedError
from storage.rules.confidentiality import ContentClass
from storage.rules.meetings import CHECK_IN_BEFORE
from storage.rules.terms import CAME, AttendanceStatus, CheckInWay, Duty

_SHOWN = (
    AttendanceStatus.PRESENT,
    AttendanceStatus.LATE,
    AttendanceStatus.EARLY_LEAVE,
    AttendanceStatus.ONLINE,
    AttendanceStatus.MAKEUP,
    AttendanceStatus.ON_LEAVE,
    AttendanceStatus.ABSENT,
    AttendanceStatus.EXEMPT,
)


def title(shown: View) -> str:
    """Name a meeting in one line: type and theme."""
    kind = terms.activities(shown.activities)
    return f"{kind}·{shown.meeting.theme}" if shown.meeting.theme else kind


def label(shown: View) -> str:
    """Name a meeting on a button: its theme (or type) and day."""
    day = shown.meeting.starts_at.astimezone(organisations.zone(shown.organisation)).date()
    return labels.meeting_on(title(shown)[:30], day.month, day.day)


async def roll(session: AsyncSession, shown: View, here: Here, now: datetime, *, private: bool) -> Letter:
    """The roll of a meeting as this person may see it here."""
    total = attendance.totals(shown)
    if not private or not attendance.keeps(shown, here):
        leads = private and Duty.GROUP_LEADER in here.member.duties
        return Letter(texts.counts_only(title(shown), total), keyboards.own_group(shown.meeting.id) if leads else None)
    zone = organisations.zone(shown.organisation)
    kept = shown.roll
    locked = ""
    if kept is not None and kept.confirmed_at is not None:
        locked = texts.locked(texts.when(kept.confirmed_at, zone), await people.name_of(session, kept.confirmed_by))
    words = texts.roll(
        title(shown),
        dates.span(shown.meeting.starts_at, shown.meeting.minutes_long, zone),
        total,
        [
            *((terms.ATTENDANCE[one], _names(shown, one)) for one in _SHOWN),
            (terms.UNKNOWN_ATTENDANCE, _names(shown, None)),
        ],
        locked=locked,
        head_count=kept.head_count if kept else None,
    )
    opens = shown.meeting.starts_at - CHECK_IN_BEFORE
    to_correct = [(one.member_id, one.name) for one in shown.expected]
    begun = now >= shown.meeting.starts_at
    buttons = keyboards.roll(
        shown.meeting.id,
        to_correct if now >= opens or shown.check_in_opened else [],
        can_open=now < opens and not shown.check_in_opened,
        can_confirm=begun,
        locked=bool(locked),
    )
    return Letter(words, buttons, ContentClass.P1)


def person(shown: View, _here: Here, member_id: int) -> Letter:
    """One person's line, with what may be entered instead."""
    one = next((line for line in shown.expected if line.member_id == member_id), None)
    if one is None:
        raise NotExpectedError
    words = texts.person(one.name, attendance.status_of(one), _how(one), locked=shown.roll_locked)
    return Letter(words, keyboards.statuses(shown.meeting.id, member_id, locked=shown.roll_locked), ContentClass.P1)


def _names(shown: View, status: AttendanceStatus | None) -> str:
    return "、".join(
        one.name + (f"（{how}）" if (how := _how(one)) else "")
        for one in shown.expected
        if attendance.status_of(one) is status
    )


def _how(one: Expected) -> str:
    """How somebody's coming is known, where it was not their own sign-in; it stays visible."""
    if one.attendance is None or one.attendance.status not in CAME or one.attendance.way is CheckInWay.SELF:
        return ""
    return texts.way(one.attendance.way, one.attendance.reason)
