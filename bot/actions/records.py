"""Compose the whole record of a meeting from what is known now: attendance computed, lines opened, life items."""

from datetime import UTC

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import life
from bot.actions.attendance import status_of
from bot.actions.meetings import View
from storage.keyring import Keyring
from storage.models import Minutes, Organisation
from storage.repositories import guests, minutes, organisations, people
from storage.repositories.meetings import Expected
from storage.rules.group_names import shown as short_name
from storage.rules.life import Examined
from storage.rules.minute_record import Attendee, Record, RecordCriticism, RecordExamination, RecordLine
from storage.rules.minutes import split_action
from storage.rules.people import Person
from storage.rules.terms import Duty, LeaveState, LineKind


async def compose(session: AsyncSession, ring: Keyring, shown: View, version: Minutes | None) -> Record:
    """Return the record of a meeting as it stands; the caller has authorised the reader."""
    meeting = shown.meeting
    branch = await organisations.branch_of(session, shown.organisation)
    roster = await people.roster(session, branch, meeting.local_day)
    return Record(
        organisation=_name(shown.organisation, branch),
        activities=tuple(sorted(shown.activities)),
        number=await minutes.number_in_year(session, meeting),
        theme=meeting.theme,
        starts_at=meeting.starts_at.astimezone(UTC).isoformat(),
        minutes_long=meeting.minutes_long,
        timezone=meeting.timezone,
        place=meeting.place,
        host=shown.host,
        host_duties=_duties(roster, meeting.host_id),
        recorder=shown.recorder,
        version=version.version if version else 1,
        reason=version.reason if version else "",
        roll_confirmed=shown.roll_locked,
        roll=tuple(map(_attendee, shown.expected)),
        lines=await _lines(session, ring, meeting.id, roster),
        examinations=tuple(map(_examination, await life.for_minutes(session, ring, meeting.id))),
        observers=tuple(one.name for one in await guests.of(session, meeting.id)),
    )


def _name(organisation: Organisation, branch: Organisation) -> str:
    """Return the name on the paper: a group's behind its branch's."""
    return branch.name if organisation.id == branch.id else branch.name + short_name(organisation.name, branch.name)


def _duties(roster: tuple[Person, ...], member_id: int | None) -> tuple[Duty, ...]:
    held = next((person.duties for person in roster if person.id == member_id), frozenset[Duty]())
    return tuple(duty for duty in Duty if duty in held)


def _attendee(one: Expected) -> Attendee:
    granted = one.leave is LeaveState.APPROVED
    way = one.attendance.way if one.attendance else None
    return Attendee(one.name, one.category, status_of(one), one.leave_kind if granted else None, way)


async def _lines(
    session: AsyncSession, ring: Keyring, meeting_id: int, roster: tuple[Person, ...]
) -> tuple[RecordLine, ...]:
    everyone = {person.name: person.id for person in roster}
    found = []
    for row in await minutes.lines(session, meeting_id):
        text = minutes.open_line(ring, row)
        if row.kind is LineKind.ACTION:
            parts = split_action(text, everyone)
            found.append(RecordLine(row.kind, parts.text, owner=parts.owner, deadline=parts.deadline))
        else:
            found.append(RecordLine(row.kind, text, await people.name_of(session, row.speaker_id)))
    return tuple(found)


def _examination(one: Examined) -> RecordExamination:
    remarks = tuple(RecordCriticism(each.critic, each.text, each.response) for each in one.criticisms)
    return RecordExamination(one.name, one.self_criticism, remarks)
