"""A year of past meetings: older ones as an imported ledger knows them, newer ones with rolls kept by the bot."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import ledger as ledger_import
from bot.rehearsal.script import Script, Series, as_rows
from storage.models import Meeting, Organisation
from storage.repositories import meetings, organisations, people, rolls
from storage.rules import ledger
from storage.rules.ledger import PastMeeting
from storage.rules.people import Person, by_rank, expected_at
from storage.rules.terms import AttendanceStatus, CheckInWay, MeetingState, Source

LEAVE_EVERY = 3


async def record(session: AsyncSession, script: Script, series: Series, organisation: Organisation) -> None:
    """Enter one series of past meetings of an organisation: the older part by the ledger import, at one moment."""
    kept_since = script.moment(datetime.combine(script.data["kept_since"], series.time))
    told: list[PastMeeting] = []
    for number, (day, theme) in enumerate(series.meetings):
        start = script.moment(datetime.combine(day, series.time))
        past = _read(script, series, start, theme, organisation)
        due = await _due(session, organisation, past)
        away = series.away[number % len(series.away)]
        if start < kept_since:
            told.append(replace(past, row=number, expected=len(due), present=len(due) - away))
        else:
            await _keep(session, organisation, series, past, due, _missing(due, away, number))
    await ledger_import.take_in(session, organisation, told, kept_since)


async def _due(session: AsyncSession, organisation: Organisation, past: PastMeeting) -> tuple[Person, ...]:
    """Return who was expected, from the roster as it stood that day."""
    branch = await organisations.branch_of(session, organisation)
    roster = await people.roster(session, branch, past.held_on)
    return by_rank(expected_at(past.form, roster, organisation.id))


def _read(script: Script, series: Series, start: datetime, theme: str, organisation: Organisation) -> PastMeeting:
    """Read the meeting as a row of a ledger, so that it obeys what a ledger obeys; raises ValueError otherwise."""
    row = [f"{start:%Y-%m-%d %H:%M}", series.kind, theme, series.host, series.recorder, "", ""]
    read = ledger.read(as_rows([script.data["ledger_columns"], row]), script.zone, script.start, organisation.kind)
    if read.refused:
        raise ValueError(read.refused)
    return read.meetings[0]


def _missing(due: Sequence[Person], away: int, number: int) -> frozenset[int]:
    """Return who did not come: people without a duty, in turn."""
    plain = [person for person in due if not person.duties] or list(due)
    return frozenset(plain[(number + shift) % len(plain)].id for shift in range(away))


async def _keep(
    session: AsyncSession,
    organisation: Organisation,
    series: Series,
    past: PastMeeting,
    due: Sequence[Person],
    missing: frozenset[int],
) -> None:
    """Enter a meeting the bot has accompanied: the frozen list, who came, and the roll confirmed by the recorder."""
    meeting = _meeting(organisation, series, past)
    ids = {person.name: person.id for person in due}
    meeting.host_id, meeting.recorder_id = ids.get(series.host), ids.get(series.recorder)
    meeting.announced_at = meeting.created_at
    await meetings.add(session, meeting, past.credits)
    await meetings.freeze_expected(session, meeting.id, due)
    recorder = meeting.recorder_id or due[0].id
    for person in due:
        await _enter(session, meeting, person, recorder, came=person.id not in missing)
    roll = await rolls.of(session, meeting.id)
    roll.head_count = len(due) - len(missing)
    roll.confirmed_at, roll.confirmed_by = meetings.span(meeting).ends_at, recorder
    session.add(roll)


async def _enter(session: AsyncSession, meeting: Meeting, person: Person, recorder: int, *, came: bool) -> None:
    own = came and person.telegram_id is not None
    if came:
        status, at = AttendanceStatus.PRESENT, meeting.starts_at - timedelta(minutes=5)
    else:
        excused = (meeting.id + person.id) % LEAVE_EVERY
        status, at = (AttendanceStatus.ON_LEAVE if excused else AttendanceStatus.ABSENT), meetings.span(meeting).ends_at
    way = CheckInWay.SELF if own else CheckInWay.ROLL
    await rolls.write(session, meeting.id, person.id, status, way, at, by_id=person.id if own else recorder)


def _meeting(organisation: Organisation, series: Series, past: PastMeeting) -> Meeting:
    if past.starts_at is None:
        raise ValueError(past)
    return Meeting(
        organisation_id=organisation.id,
        form=past.form,
        theme=past.theme or "",
        state=MeetingState.ARCHIVED,
        starts_at=past.starts_at,
        timezone=organisation.timezone,
        local_day=past.held_on,
        place=series.place,
        source=Source.BOT,
        created_at=past.starts_at - timedelta(days=7),
    )
