"""Letters about lessons made up for a missed meeting, and about visits to exempt members."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions.makeups import Lesson
from bot.actions.meetings import View, show, takes_words
from bot.actions.visits import Visited
from bot.keyboards import makeup as keyboards
from bot.letters import CARDS, COMPOSERS, Enclosure, Letter
from bot.letters import meetings as meeting_letters
from bot.letters.rolls import seen, title
from bot.texts import dates
from bot.texts import makeup as texts
from storage.keyring import Keyring
from storage.models import Card, Makeup, Member
from storage.repositories import makeups, meetings, organisations, people
from storage.rules.confidentiality import ContentClass
from storage.rules.deliveries import CardKind, Parcel, PlanKind
from storage.rules.terms import MakeupState


async def task(session: AsyncSession, ring: Keyring, parcel: Parcel, now: datetime) -> Letter | None:
    """Compose a lesson for its member: the task at first, a reminder later."""
    row = await makeups.get(session, parcel.subject_id)
    if row is None or row.state is not MakeupState.OPEN:
        return None
    again = not parcel.slot.startswith(("set:", "material:"))
    return await _task(session, ring, row, again=again, late=parcel.is_late(now))


async def own(session: AsyncSession, ring: Keyring, lesson: Lesson) -> Letter:
    """One's own lesson as it stands."""
    if lesson.row.state is MakeupState.OPEN:
        return await _task(session, ring, lesson.row)
    return Letter(texts.own(lesson.row.state, meeting_letters.body(lesson.view)), content=ContentClass.P1)


async def _task(
    session: AsyncSession, ring: Keyring, row: Makeup, *, again: bool = False, late: bool = False
) -> Letter:
    shown = await show(session, await meetings.get(session, row.meeting_id))
    given = await makeups.material(session, row.meeting_id)
    remark = makeups.open_remark(ring, row) if await takes_words(session, shown) else ""
    text = makeups.open_material(ring, given)
    if given is not None and given.file_id:
        text = texts.SEE_FILE
    words = texts.task(
        meeting_letters.body(shown),
        row.was,
        row.due_at,
        organisations.zone(shown.organisation),
        text or texts.NO_MATERIAL,
        remark,
        again=again,
        late=late,
    )
    enclosed = Enclosure(given.file_name, file_id=given.file_id) if given is not None and given.file_id else None
    return Letter(words, keyboards.task(row.id), ContentClass.P2 if remark else ContentClass.P1, enclosed)


async def handed_in(session: AsyncSession, ring: Keyring, parcel: Parcel, _now: datetime) -> Letter | None:
    """Compose a lesson handed in for somebody who says whether it is done."""
    row = await makeups.get(session, parcel.subject_id)
    if row is None or row.state is not MakeupState.SUBMITTED:
        return None
    shown = await show(session, await meetings.get(session, row.meeting_id))
    return await to_decide(session, ring, Lesson(row, await session.get_one(Member, row.member_id), shown))


async def to_decide(session: AsyncSession, ring: Keyring, lesson: Lesson, *, words: bool = True) -> Letter:
    """A lesson as somebody who keeps the roll reads it, whatever its state; its words are said where they may be."""
    row, name, shown = lesson.row, lesson.member.name, lesson.view
    body, zone = meeting_letters.body(shown), organisations.zone(shown.organisation)
    if row.state is MakeupState.SUBMITTED:
        said = makeups.open_words(ring, row) if words and await takes_words(session, shown) else ""
        late = row.submitted_at is not None and row.submitted_at > row.due_at
        text = texts.handed_in(name, body, row.was, said, late=late)
        return Letter(text, keyboards.decide(row.id), ContentClass.P2 if said else ContentClass.P1)
    if row.state is MakeupState.OPEN and row.decided_at is None:
        linked = row.member_id in await people.linked(session, [row.member_id])
        text = texts.waiting(name, body, row.due_at, zone, linked=linked)
        return Letter(text, None if linked else keyboards.on_paper(row.id), ContentClass.P1)
    by = await people.name_of(session, row.decided_by)
    when = dates.short_moment(row.decided_at, zone) if row.decided_at else ""
    return Letter(texts.settled(name, row.state, by, when, body), content=ContentClass.P1)


async def live(session: AsyncSession, ring: Keyring, card: Card, _now: datetime) -> Letter | None:
    """Compose what a lesson handed in shows now; its words are said once and not repeated by a redraw."""
    row = await makeups.get(session, card.subject_id)
    if row is None or row.state is MakeupState.WITHDRAWN:
        return None
    shown = await show(session, await meetings.get(session, row.meeting_id))
    return await to_decide(session, ring, Lesson(row, await session.get_one(Member, row.member_id), shown), words=False)


async def result(session: AsyncSession, ring: Keyring, parcel: Parcel, _now: datetime) -> Letter | None:
    """Compose for a member what became of their lesson."""
    row = await makeups.get(session, parcel.subject_id)
    if row is None or row.state not in (MakeupState.APPROVED, MakeupState.OPEN):
        return None
    shown = await show(session, await meetings.get(session, row.meeting_id))
    remark = makeups.open_remark(ring, row) if await takes_words(session, shown) else ""
    buttons = keyboards.task(row.id) if row.state is MakeupState.OPEN else None
    words = texts.result(row.state, meeting_letters.body(shown), remark)
    return Letter(words, buttons, ContentClass.P2 if remark else ContentClass.P1)


async def listed(session: AsyncSession, shown: View) -> Letter:
    """The lessons of a meeting, for those who keep its roll."""
    rows = await makeups.of_meeting(session, shown.meeting.id)
    given = await makeups.material(session, shown.meeting.id)
    by_state = [(label, [who.name for row, who in rows if row.state is state]) for state, label in texts.STATE.items()]
    material = "" if given is None else given.file_name or texts.MATERIAL_KEPT
    to_open = [(row.id, f"{texts.STATE[row.state]}：{who.name}") for row, who in rows if row.state in makeups.OPEN]
    words = texts.listed(title(shown), by_state, material=material)
    return Letter(words, keyboards.listed(shown.meeting.id, to_open), ContentClass.P1)


def visits(found: Visited) -> Letter:
    """The exempt members, each with the visits that brought them the meeting."""
    rows = [(person.name, seen(found, person)) for person in found.exempt]
    buttons = keyboards.visits(found.view.meeting.id, [(person.id, person.name) for person in found.exempt])
    return Letter(texts.visits(title(found.view), rows), buttons, ContentClass.P1)


COMPOSERS[PlanKind.MAKEUP_TASK] = task
COMPOSERS[PlanKind.MAKEUP_HANDED_IN] = handed_in
COMPOSERS[PlanKind.MAKEUP_RESULT] = result
CARDS[CardKind.MAKEUP] = live
