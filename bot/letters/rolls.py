"""Letters about the roll: figures for everybody, names in private for those who keep it."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import attendance, visits
from bot.actions.access import Here
from bot.actions.meetings import View
from bot.actions.visits import Visited
from bot.keyboards import attendance as keyboards
from bot.letters import Letter, guests
from bot.letters.meetings import quorum
from bot.texts import attendance as texts
from bot.texts import dates, labels, terms
from bot.texts import makeup as makeup_texts
from storage.repositories import makeups, organisations, people
from storage.repositories.meetings import Expected
from storage.rules import answers
from storage.rules.answering import NotExpectedError
from storage.rules.confidentiality import ContentClass
from storage.rules.meetings import CHECK_IN_BEFORE
from storage.rules.people import Person
from storage.rules.terms import CAME, AttendanceStatus, CheckInWay, Duty, LeaveState

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
        await _named(session, shown),
        locked=locked,
        head_count=kept.head_count if kept else None,
        below=_below(shown, now, locked=bool(locked)),
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
    words = texts.person(one.name, attendance.status_of(one), how(one), locked=shown.roll_locked)
    return Letter(words, keyboards.statuses(shown.meeting.id, member_id, locked=shown.roll_locked), ContentClass.P1)


async def _named(session: AsyncSession, shown: View) -> list[tuple[str, str]]:
    """Everybody under what is known of them; then the exempt with the visits they had, and those who sit in."""
    was = {row.member_id: row.was for row in (await makeups.all_of(session, shown.meeting.id)).values()}
    visited = await visits.known(session, shown)
    exempt = [f"{one.name}（{'；'.join(seen(visited, one)) or texts.NOT_VISITED}）" for one in visited.exempt]
    return [
        *((terms.ATTENDANCE[one], _names(shown, one, was)) for one in _SHOWN),
        (terms.UNKNOWN_ATTENDANCE, _names(shown, None, was)),
        (terms.ATTENDANCE[AttendanceStatus.EXEMPT], "、".join(exempt)),
        (terms.ATTENDANCE[AttendanceStatus.OBSERVER], "、".join(await guests.names(session, shown.meeting.id))),
    ]


def _below(shown: View, now: datetime, *, locked: bool) -> list[str]:
    """What the figures mean: the quorum before, during and after, the rates once the roll is confirmed."""
    lines = quorum(shown, now)
    if locked:
        coming = [one for one in shown.expected if answers.is_attending(one)]
        came = sum(one.status in CAME for one in coming)
        lines.append(texts.rates(attendance.totals(shown), len(coming), came))
    return lines


def _names(shown: View, status: AttendanceStatus | None, was: Mapping[int, AttendanceStatus]) -> str:
    return "、".join(
        one.name + (f"（{said}）" if (said := how(one, was.get(one.member_id))) else "")
        for one in shown.expected
        if attendance.status_of(one) is status
    )


def how(one: Expected, was: AttendanceStatus | None = None) -> str:
    """How somebody's line is known, where it was not their own sign-in; it stays visible."""
    status = attendance.status_of(one)
    if status is AttendanceStatus.ON_LEAVE and one.leave is LeaveState.APPROVED and one.leave_kind:
        return texts.leave(one.leave_kind, late=one.leave_late)
    if status is AttendanceStatus.MAKEUP:
        return texts.made_up(was) if was else ""
    if one.attendance is None or status not in CAME or one.attendance.way is CheckInWay.SELF:
        return ""
    return texts.way(one.attendance.way, one.attendance.reason)


def seen(found: Visited, person: Person) -> list[str]:
    """Return the visits one exempt member has had, in words."""
    return [makeup_texts.visit(one.day, one.visitor) for one in found.seen if one.member_id == person.id]
