"""Letters about minutes: the state for everybody, the text in private for those who keep it, requests, the file."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import attendance
from bot.actions import meetings as meeting_actions
from bot.actions.meetings import View
from bot.actions.minutes import Sheet, hands
from bot.keyboards import minutes as keyboards
from bot.keyboards.layout import Labelled, keyboard
from bot.letters import COMPOSERS, Letter, papers, rolls, unsealed
from bot.texts import attendance as attendance_texts
from bot.texts import dates
from bot.texts import minutes as texts
from bot.texts.markup import lines
from storage.keyring import Keyring
from storage.models import Minutes
from storage.repositories import meetings, minutes, organisations, people
from storage.rules.confidentiality import ContentClass
from storage.rules.deliveries import Parcel, PlanKind
from storage.rules.minute_record import Record
from storage.rules.powers import Power
from storage.rules.terms import MinutesState

PAGE = 6
_SHOWN = 400


def state_only(found: Sheet) -> Letter:
    """How the minutes of a meeting stand, without a word of them; fit for a group."""
    row = found.minutes
    return Letter(
        lines(
            texts.heading(*what(found.shown), found.state, row.version if row else 1, ""),
            attendance_texts.figures(attendance.totals(found.shown)),
            texts.counted(found.counts),
            texts.GO_PRIVATE if found.keeps else "",
        )
    )


async def sheet(session: AsyncSession, ring: Keyring, found: Sheet, record: Record | None, page: int = 0) -> Letter:
    """The minutes for a keeper in private; ``record`` None where text does not pass through private chat."""
    row = found.minutes
    reason = row.reason if row else ""
    words = lines(
        texts.heading(*what(found.shown), found.state, row.version if row else 1, reason),
        attendance_texts.figures(attendance.totals(found.shown)),
        texts.counted(found.counts),
    )
    page = max(0, min(page, _pages(record) - 1))
    body = _body(record, page) if record else texts.elsewhere(found.entry, may_choose=found.here.may(Power.SET_UP))
    remark = minutes.open_remark(ring, row) if record and row and found.state is MinutesState.DRAFT else ""
    tail = lines(texts.remark(remark), await _standing(session, found))
    text = "\n\n".join(part for part in (words, body, tail) if part)
    rows = await _buttons(session, found, record, page)
    content = ContentClass.P2 if record else ContentClass.P1
    return Letter(text, keyboard(*rows), content)


def label(shown: View) -> str:
    """Name a meeting on a button."""
    return rolls.label(shown)


def what(shown: View) -> tuple[str, str]:
    """Name a meeting: its title and its time."""
    zone = organisations.zone(shown.organisation)
    return rolls.title(shown), dates.span(shown.meeting.starts_at, shown.meeting.minutes_long, zone)


def _pages(record: Record | None) -> int:
    return max(1, -(-len(record.lines) // PAGE)) if record else 1


def _body(record: Record, page: int) -> str:
    shown = list(enumerate(record.lines, start=1))[page * PAGE : (page + 1) * PAGE]
    return lines(
        *(
            texts.line(number, one.kind, one.speaker, texts.cut(one.text, _SHOWN), one.owner, one.deadline)
            for number, one in shown
        ),
        "" if record.lines else texts.NOTHING,
        texts.pages(page + 1, _pages(record)),
        texts.criticism(len(record.examinations)),
    )


async def _standing(session: AsyncSession, found: Sheet) -> str:
    """What is missing in a draft, or who has signed what was handed in."""
    if found.state is MinutesState.DRAFT:
        return texts.missing(found.counts, roll_confirmed=found.shown.roll_locked)
    roles = {**found.needed, **{role: one.member_id for role, one in found.signed.items()}}
    who = [(role, await people.name_of(session, member), role in found.signed) for role, member in roles.items()]
    return texts.signatures(who)


async def _buttons(
    session: AsyncSession, found: Sheet, record: Record | None, page: int
) -> Sequence[Sequence[Labelled]]:
    meeting_id, row = found.shown.meeting.id, found.minutes
    turns = keyboards.turns(meeting_id, page, _pages(record))
    if found.state is MinutesState.DRAFT or row is None:
        submit = keyboards.submit(meeting_id, roll_confirmed=found.shown.roll_locked)
        if record is None:
            return [submit, *_entry(found)]
        numbered = list(enumerate([one.id for one in await minutes.lines(session, meeting_id)], start=1))
        removable = numbered[page * PAGE : (page + 1) * PAGE]
        return [*keyboards.draft(meeting_id, removable, turns), submit]
    if found.state is MinutesState.IN_REVIEW:
        may_return = found.me in hands(found.shown.meeting).values()
        review = keyboards.review(row.id, may_sign=found.may_sign, may_return=may_return)
        return [turns, review, keyboards.read_all(row.id) if record else []]
    return [turns, keyboards.signed(row.id, files=record is not None), keyboards.others()]


def _entry(found: Sheet) -> list[list[Labelled]]:
    """The choice at set-up, for whoever may take it."""
    may = found.entry is None and found.here.may(Power.SET_UP)
    return keyboards.entry(found.entry_organisation) if may else []


async def nudge(session: AsyncSession, parcel: Parcel, now: datetime) -> Letter | None:
    """Compose the reminder to the recorder."""
    shown = await meeting_actions.show(session, await meetings.get(session, parcel.subject_id))
    words = texts.nudge(*what(shown), roll_confirmed=shown.roll_locked, late=parcel.is_late(now))
    return Letter(words, keyboards.nudge(shown.meeting.id, roll_confirmed=shown.roll_locked), ContentClass.P1)


async def to_sign(session: AsyncSession, parcel: Parcel, now: datetime) -> Letter | None:
    """Compose the request to check and sign."""
    row, shown = await _version(session, parcel)
    if row is None or shown is None:
        return None
    figures = attendance_texts.figures(attendance.totals(shown))
    counts = texts.counted(await minutes.counts(session, shown.meeting.id))
    words = texts.to_sign(*what(shown), figures, counts, late=parcel.is_late(now))
    return Letter(words, keyboards.to_sign(row.id, shown.meeting.id), ContentClass.P1)


async def returned(session: AsyncSession, ring: Keyring, parcel: Parcel, _now: datetime) -> Letter | None:
    """Compose what the recorder reads of minutes sent back."""
    row, shown = await _version(session, parcel)
    if row is None or shown is None:
        return None
    remark = minutes.open_remark(ring, row) if await meeting_actions.takes_words(session, shown) else ""
    words = texts.returned(*what(shown), remark)
    return Letter(words, keyboards.back(shown.meeting.id), ContentClass.P2 if remark else ContentClass.P1)


async def signed(session: AsyncSession, ring: Keyring, parcel: Parcel, _now: datetime) -> Letter | None:
    """Compose the signed file's letter; where text does not pass through private chat, where the file is."""
    row, shown = await _version(session, parcel)
    if row is None or shown is None or row.sha256 is None:
        return None
    if not await meeting_actions.takes_words(session, shown):
        return Letter(texts.file_at_office(*what(shown), row.sha256), content=ContentClass.P1)
    file = await papers.enclosure(await papers.paper(session, ring, row), shown.meeting, row)
    return Letter(texts.file_ready(*what(shown), row.sha256), content=ContentClass.P2, enclosure=file)


async def _version(session: AsyncSession, parcel: Parcel) -> tuple[Minutes | None, View | None]:
    row = await minutes.get(session, parcel.subject_id)
    if row is None:
        return None, None
    return row, await meeting_actions.show(session, await meetings.get(session, row.meeting_id))


COMPOSERS[PlanKind.MINUTES_NUDGE] = unsealed(nudge)
COMPOSERS[PlanKind.MINUTES_TO_SIGN] = unsealed(to_sign)
COMPOSERS[PlanKind.MINUTES_RETURNED] = returned
COMPOSERS[PlanKind.MINUTES_SIGNED] = signed
