"""Letters about the own record, and a group leader's view of the own group."""

from collections.abc import Sequence
from datetime import datetime

from bot.actions import attendance
from bot.actions.meetings import View
from bot.actions.mine import GroupRecord, Mine
from bot.keyboards import mine as keyboards
from bot.letters import Letter
from bot.letters import rolls as rolls
from bot.texts import corrections as correction_texts
from bot.texts import dates, labels, terms
from bot.texts import mine as texts
from bot.texts.markup import lines
from storage.models import Organisation
from storage.repositories import organisations
from storage.repositories.meetings import Expected
from storage.repositories.own_records import OwnMeeting
from storage.rules import answers
from storage.rules.confidentiality import ContentClass
from storage.rules.terms import CAME, AttendanceStatus

_MOST = 16


def mine(found: Sequence[Mine], groups: Sequence[tuple[int, str]]) -> Letter:
    """The own record of this year, one part for each organisation."""
    parts = [
        texts.whole(
            texts.header(one.name, one.organisation.name, one.year),
            lines(
                texts.record(one.record),
                *(texts.elsewhere(each.meeting.local_day, each.organisation) for each in one.elsewhere[:_MOST]),
            ),
            texts.hours(one.hours) if one.hours else "",
            [texts.lesson(each.day, each.activities, each.due) for each in one.lessons],
            [texts.leave(each.day, each.activities, each.leave.kind, each.leave.state) for each in one.leaves[:_MOST]],
        )
        for one in found
    ]
    correctable = any(one.meetings for one in found)
    hint = [texts.WRONG_HINT] if correctable else []
    return Letter("\n\n".join([*parts, *hint]), keyboards.mine(groups, correctable=correctable), ContentClass.P1)


def which(found: Sequence[Mine]) -> Letter:
    """The own meetings of this year to choose from, newest first."""
    held = sorted((each for one in found for each in one.meetings), key=_newest, reverse=True)[:_MOST]
    if not held:
        return Letter(correction_texts.NONE, content=ContentClass.P1)
    rows = [(one.meeting.id, correction_texts.label(_label(one), one.line.status)) for one in held]
    return Letter(correction_texts.ASK_WHICH, keyboards.which(rows), ContentClass.P1)


def _newest(one: OwnMeeting) -> datetime:
    return one.meeting.starts_at


def _label(one: OwnMeeting) -> str:
    name = one.meeting.theme or terms.activities(one.line.activities[:1])
    return labels.meeting_on(name[:20], one.meeting.local_day.month, one.meeting.local_day.day)


def group_year(found: GroupRecord) -> Letter:
    """A group's attendance of this year for its leader."""
    rows = [texts.group_row(one.name, one.record) for one in found.members]
    return Letter(texts.group_year(found.group.name, found.year, rows), content=ContentClass.P1)


def group_meeting(shown: View, group: Organisation, members: Sequence[Expected], now: datetime) -> Letter:
    """Who of a group has answered a coming meeting, or how its attendance stands once it has begun."""
    zone = organisations.zone(shown.organisation)
    when = dates.span(shown.meeting.starts_at, shown.meeting.minutes_long, zone)
    rows = _answered(members) if now < shown.meeting.starts_at else _came(members)
    words = texts.group_meeting(rolls.title(shown), when, group.name, rows)
    return Letter(words, keyboards.group_meeting(shown.meeting.id, group.id, group.name), ContentClass.P1)


def _answered(members: Sequence[Expected]) -> list[tuple[str, list[str]]]:
    return [
        (texts.ATTENDING, [one.name for one in members if answers.is_attending(one)]),
        (texts.ON_LEAVE, [one.name for one in members if answers.is_on_leave(one)]),
        (texts.SILENT, [one.name for one in members if answers.is_silent(one)]),
        (texts.UNLINKED, [one.name for one in members if _is_unlinked(one)]),
    ]


def _is_unlinked(one: Expected) -> bool:
    return not (answers.is_attending(one) or answers.is_on_leave(one) or answers.is_silent(one))


def _came(members: Sequence[Expected]) -> list[tuple[str, list[str]]]:
    known = [(status, [one.name for one in members if attendance.status_of(one) is status]) for status in _ORDER]
    return [(terms.ATTENDANCE[status] if status else terms.UNKNOWN_ATTENDANCE, names) for status, names in known]


_ORDER: tuple[AttendanceStatus | None, ...] = (
    *(one for one in AttendanceStatus if one in CAME),
    *(one for one in AttendanceStatus if one not in CAME),
    None,
)
