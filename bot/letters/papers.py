"""Minutes as paper: the frozen record (or the draft as it stands) in the values the document is made from."""

import asyncio
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import meetings as meeting_actions
from bot.actions import minutes as actions
from bot.actions import records
from bot.documents import values
from bot.documents.values import Absence, ActionItem, Line, MinutesPaper, Resolution, Seal
from bot.letters import Enclosure
from bot.texts import dates, terms
from bot.texts import minutes as texts
from storage.keyring import Keyring
from storage.models import Meeting, Minutes, Organisation, Signature
from storage.repositories import audit_entries, meetings, minutes, people
from storage.rules.minute_record import Attendee, Record, read
from storage.rules.terms import CAME, AttendanceStatus, Category, LineKind, MinutesState


async def paper(session: AsyncSession, ring: Keyring, row: Minutes) -> MinutesPaper:
    """Return one version as paper; signed ones exactly as frozen, others without a seal. The caller has authorised."""
    meeting = await meetings.get(session, row.meeting_id)
    if row.state is MinutesState.DRAFT:
        return of(await records.compose(session, ring, await meeting_actions.show(session, meeting), row))
    content = minutes.open_content(ring, row)
    sealed = await _seal(session, row, content, ZoneInfo(meeting.timezone))
    return of(read(content), sealed)


async def signed_files(
    session: AsyncSession, ring: Keyring, organisation: Organisation, year: int | None, now: datetime
) -> dict[str, bytes]:
    """Return the newest signed minutes of an organisation and its groups (of one year) as files by name, audited.

    A second meeting of the same day and theme bears its number in the name.
    """
    files: dict[str, bytes] = {}
    for row in await actions.signed(session, organisation.id):
        meeting = await meetings.get(session, row.meeting_id)
        if year in (None, meeting.local_day.year):
            enclosed = await enclosure(await paper(session, ring, row), meeting, row)
            taken = enclosed.name in files
            files[texts.numbered(enclosed.name, row.meeting_id) if taken else enclosed.name] = enclosed.data
    await audit_entries.append(
        session,
        organisation.id,
        act="minutes.exported",
        object_="organisation",
        object_id=organisation.id,
        now=now,
    )
    return files


async def enclosure(made: MinutesPaper, meeting: Meeting, row: Minutes) -> Enclosure:
    """Return the Word file of a paper under its usual name."""
    from bot.documents import minutes as documents  # late: Word's libraries are for those who print

    title = made.title + (f" {meeting.theme}" if meeting.theme else "")
    name = texts.file_name(meeting.local_day, title, row.version, signed=made.seal is not None)
    return Enclosure(name, await asyncio.to_thread(documents.render, made))


def of(record: Record, sealed: Seal | None = None) -> MinutesPaper:
    """Return a record as paper, every term in words."""
    zone, start = ZoneInfo(record.timezone), datetime.fromisoformat(record.starts_at)
    spoken = any(one.kind is LineKind.SPEECH for one in record.lines)
    return MinutesPaper(
        organisation=record.organisation,
        title=texts.paper_title(terms.activities(record.activities)),
        number=texts.paper_number(start.astimezone(zone).year, record.number),
        when_text=texts.paper_span(start, record.minutes_long, zone),
        place=record.place,
        host_duty=terms.duties(record.host_duties),
        host=record.host,
        recorder=record.recorder,
        roll=_roll(record),
        held_at=start,
        topics=_texts(record, LineKind.TOPIC) or ((record.theme,) if record.theme else ()),
        lines=tuple(
            Line(one.kind, one.speaker, one.text)
            for one in record.lines
            if spoken and one.kind in (LineKind.TOPIC, LineKind.SPEECH)
        ),
        examinations=tuple(
            values.Examination(
                one.name,
                one.self_criticism,
                tuple(values.CriticismItem(each.critic, each.text, each.response) for each in one.criticisms),
            )
            for one in record.examinations
        ),
        resolutions=tuple(Resolution(text) for text in _texts(record, LineKind.RESOLUTION)),
        actions=tuple(
            ActionItem(one.text, one.owner, one.deadline) for one in record.lines if one.kind is LineKind.ACTION
        ),
        seal=sealed,
    )


def _texts(record: Record, kind: LineKind) -> tuple[str, ...]:
    return tuple(one.text for one in record.lines if one.kind is kind)


def _roll(record: Record) -> values.Roll:
    """The attendance block: computed, and unknown as long as the roll is not confirmed."""
    if not record.roll_confirmed:
        return values.Roll(expected=len(record.roll), present=None)
    came = [one for one in record.roll if one.status in CAME]
    return values.Roll(
        expected=len(record.roll),
        present=len(came),
        full=sum(one.category is Category.FULL for one in came),
        probationary=sum(one.category is Category.PROBATIONARY for one in came),
        attendees=tuple(one.name for one in came),
        observers=record.observers,
        absences=tuple(Absence(one.name, _why(one)) for one in record.roll if one.status not in CAME),
    )


def _why(one: Attendee) -> str:
    """The class of the reason, never its words."""
    if one.status is AttendanceStatus.ON_LEAVE and one.leave is not None:
        return terms.LEAVE_KIND[one.leave]
    return terms.ATTENDANCE[one.status] if one.status else terms.UNKNOWN_ATTENDANCE


async def _seal(session: AsyncSession, row: Minutes, content: str, zone: ZoneInfo) -> Seal | None:
    if row.sha256 is None or row.signed_at is None:
        return None
    signed = await minutes.signatures(session, row.id)
    return Seal(
        version=row.version,
        sha256=row.sha256,
        content=content,
        signed_at=row.signed_at,
        signatures=tuple([await _signature(session, signed[role], zone) for role in texts.ROLE if role in signed]),
        anchors=(row.anchor,) if row.anchor else (),
        reason=row.reason,
    )


async def _signature(session: AsyncSession, one: Signature, zone: ZoneInfo) -> values.Signature:
    """Who signed, as what and when."""
    name = await people.name_of(session, one.member_id)
    return values.Signature(texts.ROLE[one.role], name, dates.moment(one.at, zone))
