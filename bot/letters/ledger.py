"""The ledger and the tables of figures as one workbook, the way a superior wants them handed in."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import statistics
from bot.documents.columns import LEDGER_COLUMNS, STATISTICS_COLUMNS, read_columns
from bot.documents.values import Column, LedgerRow, Sheet
from bot.letters import statistics as lines
from bot.texts import tables as texts
from bot.texts import terms
from storage.keyring import Keyring
from storage.models import Meeting, Organisation, Roll
from storage.repositories import addresses, meetings, minutes, organisations, people, preferences
from storage.repositories.meetings import Expected
from storage.rules.meetings import ALIVE
from storage.rules.minute_record import Record, read
from storage.rules.preferences import Key
from storage.rules.summaries import Span, span_of
from storage.rules.terms import CAME, AttendanceStatus, LineKind, Source, SummaryKind


async def book(
    session: AsyncSession,
    organisation: Organisation,
    year: int | None,
    now: datetime,
    ring: Keyring | None = None,
) -> bytes:
    """Return the ledger of the meetings held so far (of one year) and the tables of that year and its quarters.

    With ``ring`` the signed minutes are opened for their topics and decisions, and the kinds of leave are told.
    """
    from bot.documents import ledger as documents  # late: the spreadsheet library is for this alone

    name = await addresses.shown_name(session, organisation)
    zone = organisations.zone(organisation)
    today = now.astimezone(zone).date()
    held = [one for one in await _meetings(session, organisation, year) if one.state in ALIVE and one.starts_at <= now]
    rows = await _rows(session, organisation, held, ring)
    sheets = [
        Sheet(
            texts.LEDGER_TAB,
            texts.ledger_title(await _liked(session, organisation, Key.LEDGER_TITLE), name, year),
            tuple(rows),
            await _columns(session, organisation, Key.LEDGER_COLUMNS, LEDGER_COLUMNS),
        )
    ]
    columns = await _columns(session, organisation, Key.STATISTICS_COLUMNS, STATISTICS_COLUMNS)
    pattern = await _liked(session, organisation, Key.STATISTICS_TITLE)
    for span in spans(year or today.year, today):
        table = [lines.row(one, span, today) for one in await statistics.table(session, organisation, span, now)]
        sums = (lines.total(table),) if len(table) > 1 else ()
        sheets.append(Sheet(texts.tab(span), texts.table_title(pattern, name, span), (*table, *sums), columns))
    return documents.workbook(sheets, name, now)


def spans(year: int, today: date) -> list[Span]:
    """Return the year and those of its quarters that have begun."""
    quarter = span_of(SummaryKind.QUARTERLY, date(year, 1, 1))
    found = [span_of(SummaryKind.YEARLY, quarter.start)]
    while quarter.start.year == year and quarter.start <= today:
        found.append(quarter)
        quarter = quarter.next()
    return found


async def _liked(session: AsyncSession, organisation: Organisation, key: Key) -> str:
    return await preferences.effective(session, organisation, key) or ""


async def _columns(
    session: AsyncSession, organisation: Organisation, key: Key, usual: Sequence[Column]
) -> tuple[Column, ...]:
    """Return the columns of the superior's form, else the usual ones."""
    written = await preferences.effective(session, organisation, key)
    return read_columns(written, usual) if written else tuple(usual)


async def _meetings(session: AsyncSession, organisation: Organisation, year: int | None) -> Sequence[Meeting]:
    groups = [group.id for group in await organisations.groups(session, organisation.id)]
    query = select(Meeting).where(col(Meeting.organisation_id).in_([organisation.id, *groups]))
    found = (await session.exec(query.order_by(col(Meeting.starts_at), col(Meeting.id)))).all()
    return [one for one in found if year is None or one.local_day.year == year]


async def _rows(
    session: AsyncSession, organisation: Organisation, held: Sequence[Meeting], ring: Keyring | None
) -> list[LedgerRow]:
    credited = await meetings.credited(session, [one.id for one in held])
    groups = {group.id: group.name for group in await organisations.groups(session, organisation.id)}
    signed = {row.meeting_id: row for row in await minutes.signed(session, [organisation.id, *groups])}
    opened = {number: read(minutes.open_content(ring, row)) for number, row in signed.items()} if ring else {}
    return [
        await _row(
            session,
            one,
            terms.activities(credited[one.id]) or terms.FORM[one.form],
            groups.get(one.organisation_id, ""),
            opened.get(one.id),
            signed=one.id in signed,
            kinds=ring is not None,
        )
        for one in held
    ]


async def _row(
    session: AsyncSession,
    meeting: Meeting,
    category: str,
    group: str,
    record: Record | None,
    *,
    signed: bool,
    kinds: bool,
) -> LedgerRow:
    own = meeting.source is Source.BOT
    roll = await meetings.expected(session, meeting) if own else ()
    closed = own and await _is_confirmed(session, meeting.id)
    present = sum(one.status in CAME for one in roll) if closed else None
    away = [one for one in roll if one.status not in CAME and one.status is not AttendanceStatus.OBSERVER]
    return LedgerRow(
        day=meeting.local_day,
        category=category,
        topic=meeting.theme,
        host=meeting.host_name or await people.name_of(session, meeting.host_id),
        recorder=meeting.recorder_name or await people.name_of(session, meeting.recorder_id),
        expected=len(roll) if own else meeting.expected_count,
        present=present if own else meeting.present_count,
        absences=texts.absences([(one.name, _why(one, kinds=kinds)) for one in away]) if closed else "",
        observers=texts.names(one.name for one in roll if one.status is AttendanceStatus.OBSERVER),
        content=_told(record, LineKind.TOPIC),
        resolutions=_told(record, LineKind.RESOLUTION),
        follow_up=texts.agreed(
            [(one.text, one.owner, one.deadline) for one in record.lines if one.kind is LineKind.ACTION]
        )
        if record
        else "",
        attachments=texts.SIGNED if signed else "",
        note=texts.note(group, "" if own else terms.SOURCE[meeting.source], meeting.note or ""),
    )


async def _is_confirmed(session: AsyncSession, meeting_id: int) -> bool:
    roll = await session.get(Roll, meeting_id)
    return roll is not None and roll.confirmed_at is not None


def _why(one: Expected, *, kinds: bool) -> str:
    """The class of the reason, never its words; the kind of leave only on the office's own machine."""
    if kinds and one.status is AttendanceStatus.ON_LEAVE and one.leave_kind is not None:
        return terms.LEAVE_KIND[one.leave_kind]
    return terms.ATTENDANCE[one.status] if one.status else terms.UNKNOWN_ATTENDANCE


def _told(record: Record | None, kind: LineKind) -> str:
    return texts.numbered([one.text for one in record.lines if one.kind is kind]) if record else ""
