"""The files ``sanhui export`` writes, made from the records: ledger, calendar, signed minutes, a year's archive."""

import hashlib
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.documents.calendar_file import calendar_file
from bot.documents.plain import csv_bytes
from bot.documents.values import CalendarEntry
from bot.letters import ledger as ledgers
from bot.letters import papers
from bot.texts import command_line as texts
from bot.texts import tables, terms
from storage.keyring import Keyring
from storage.models import Meeting, Organisation
from storage.repositories import audit_entries, meetings, organisations
from storage.rules.meetings import ALIVE
from storage.rules.terms import MeetingState

_EPOCH = (1980, 1, 1, 0, 0, 0)
_GONE = (MeetingState.CANCELLED, MeetingState.POSTPONED)


async def ledger(
    session: AsyncSession, ring: Keyring | None, organisation: Organisation, year: int | None, now: datetime
) -> bytes:
    """Return the ledger and the tables of figures as a workbook; opening the signed minutes is on the audit chain."""
    await audit_entries.append(
        session,
        organisation.id,
        act="ledger.exported",
        object_="organisation",
        object_id=organisation.id,
        now=now,
    )
    return await ledgers.book(session, organisation, year, now, ring)


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
    """Return the newest signed minutes as Word files by name.

    ``ring`` may be None only where nothing was ever sealed, and so nothing signed.
    """
    return {} if ring is None else await papers.signed_files(session, ring, organisation, year, now)


async def archive(
    session: AsyncSession, ring: Keyring | None, organisation: Organisation, year: int, now: datetime
) -> bytes:
    """Return a year's ledger and signed minutes as one zip with an index of sizes and SHA-256 sums."""
    files = {
        tables.ledger_file("", year): await ledger(session, ring, organisation, year, now),
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
