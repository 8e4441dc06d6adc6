"""The files ``sanhui export`` writes, made from the records: ledger, calendar, signed minutes, a year's archive."""

import hashlib
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import minutes
from bot.documents.calendar_file import calendar_file
from bot.documents.ledger import workbook
from bot.documents.plain import csv_bytes
from bot.documents.values import CalendarEntry, LedgerRow, Sheet
from bot.letters import papers
from bot.texts import command_line as texts
from bot.texts import terms
from storage.keyring import Keyring
from storage.models import Meeting, Organisation, Roll
from storage.repositories import addresses, audit_entries, meetings, organisations, people
from storage.rules.meetings import ALIVE
from storage.rules.terms import CAME, MeetingState, Source

_EPOCH = (1980, 1, 1, 0, 0, 0)
_GONE = (MeetingState.CANCELLED, MeetingState.POSTPONED)


async def ledger(session: AsyncSession, organisation: Organisation, year: int | None, now: datetime) -> bytes:
    """Return the ledger of the meetings held so far as a workbook, groups' meetings included."""
    held = [one for one in await _meetings(session, organisation, year) if one.state in ALIVE and one.starts_at <= now]
    credited = await meetings.credited(session, [one.id for one in held])
    rows = [await _row(session, one, terms.activities(credited[one.id]) or terms.FORM[one.form]) for one in held]
    name = await addresses.shown_name(session, organisation)
    sheet = Sheet(texts.LEDGER_TAB, texts.ledger_title(name, year), tuple(rows))
    return workbook([sheet], name, now)


async def _row(session: AsyncSession, meeting: Meeting, category: str) -> LedgerRow:
    expected, present = meeting.expected_count, meeting.present_count
    if meeting.source is Source.BOT:
        expected, present = await _heads(session, meeting)
    return LedgerRow(
        day=meeting.local_day,
        category=category,
        topic=meeting.theme,
        host=meeting.host_name or await people.name_of(session, meeting.host_id),
        recorder=meeting.recorder_name or await people.name_of(session, meeting.recorder_id),
        expected=expected,
        present=present,
        note=meeting.note or (terms.SOURCE[meeting.source] if meeting.source is not Source.BOT else ""),
    )


async def _heads(session: AsyncSession, meeting: Meeting) -> tuple[int, int | None]:
    """Return 应到 and 实到; the latter is unknown until the roll has been confirmed."""
    lines = await meetings.expected(session, meeting)
    roll = await session.get(Roll, meeting.id)
    confirmed = roll is not None and roll.confirmed_at is not None
    return len(lines), sum(one.status in CAME for one in lines) if confirmed else None


async def calendar(session: AsyncSession, organisation: Organisation) -> bytes:
    """Return the announced and past meetings of an organisation as a calendar; moved ones keep their place in it."""
    wanted = [one for one in await _meetings(session, organisation, None) if one.state in ALIVE or one.announced_at]
    credited = await meetings.credited(session, [one.id for one in wanted])
    entries = [
        CalendarEntry(
            uid=f"meeting-{one.id}@sanhui",
            sequence=one.rev,
            title=terms.activities(credited[one.id]) or terms.FORM[one.form],
            start=one.starts_at,
            length=timedelta(minutes=one.minutes_long),
            changed_at=one.announced_at or one.created_at,
            place=one.place,
            description=one.theme,
            link=one.link,
            cancelled=one.state in _GONE,
        )
        for one in wanted
        if one.timed
    ]
    return calendar_file(entries, organisation.name, organisations.zone(organisation))


async def signed_minutes(
    session: AsyncSession, ring: Keyring | None, organisation: Organisation, year: int | None, now: datetime
) -> Mapping[str, bytes]:
    """Return the newest signed minutes of each meeting as Word files by name; opening them is on the audit chain.

    ``ring`` may be None only where nothing was ever sealed, and so nothing signed.
    """
    files: dict[str, bytes] = {}
    if ring is None:
        return files
    for row in await minutes.signed(session, organisation.id):
        meeting = await meetings.get(session, row.meeting_id)
        if year is not None and meeting.local_day.year != year:
            continue
        enclosed = await papers.enclosure(await papers.paper(session, ring, row), meeting, row)
        stem, dot, ending = enclosed.name.rpartition(".")
        name = f"{stem} {row.meeting_id}{dot}{ending}" if enclosed.name in files else enclosed.name
        files[name] = enclosed.data
    if files:
        await audit_entries.append(
            session,
            organisation.id,
            act="minutes.exported",
            object_="organisation",
            object_id=organisation.id,
            now=now,
        )
    return files


async def archive(
    session: AsyncSession, ring: Keyring | None, organisation: Organisation, year: int, now: datetime
) -> bytes:
    """Return a year's ledger and signed minutes as one zip with an index of sizes and SHA-256 sums."""
    files = {
        texts.ledger_file("", year): await ledger(session, organisation, year, now),
        **await signed_minutes(session, ring, organisation, year, now),
    }
    listed = [(name, len(data), hashlib.sha256(data).hexdigest()) for name, data in files.items()]
    return _zip({texts.INDEX_FILE: csv_bytes([texts.INDEX_TITLES, *listed]), **files})


def _zip(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, data in files.items():
            packed.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


async def _meetings(session: AsyncSession, organisation: Organisation, year: int | None) -> Sequence[Meeting]:
    groups = [group.id for group in await organisations.groups(session, organisation.id)]
    query = select(Meeting).where(col(Meeting.organisation_id).in_([organisation.id, *groups]))
    found = (await session.exec(query.order_by(col(Meeting.starts_at), col(Meeting.id)))).all()
    return [one for one in found if year is None or one.local_day.year == year]
