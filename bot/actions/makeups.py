"""Hand in a lesson made up for a missed meeting, and have it put on the roll."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import attendance, makeup_tasks
from bot.actions.access import Here
from bot.actions.answers import touch
from bot.actions.meetings import View, note, view
from storage.keyring import Keyring
from storage.models import Makeup, MakeupMaterial, Member
from storage.repositories import audit_entries, cards, makeups, people, rolls
from storage.rules import wording
from storage.rules.deliveries import CardKind, PlanKind
from storage.rules.makeup import (
    MATERIAL_LIMIT,
    WORDS_LIMIT,
    MakeupSettledError,
    NoMaterialError,
    NoSuchMakeupError,
    OwnMakeupError,
)
from storage.rules.meetings import NoSuchMeetingError
from storage.rules.powers import Power
from storage.rules.terms import AttendanceStatus, CheckInWay, MakeupState


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson, whose it is, and the meeting it is made up for."""

    row: Makeup
    member: Member
    view: View


async def own(session: AsyncSession, telegram_id: int, makeup_id: int, now: datetime) -> Lesson:
    """Return one's own lesson; raises NoSuchMakeupError."""
    found, here = await _of(session, telegram_id, makeup_id, now)
    if found.row.member_id != here.member.member_id:
        raise NoSuchMakeupError
    return found


def check_open(lesson: Lesson) -> None:
    """Raise MakeupSettledError unless the lesson still waits to be handed in."""
    if lesson.row.state is not MakeupState.OPEN:
        raise MakeupSettledError


async def hand_in(
    session: AsyncSession, ring: Keyring, telegram_id: int, makeup_id: int, words: str, now: datetime
) -> Lesson:
    """Say that one's lesson is done, with a few words (sealed) or none; raises MakeupSettledError, WordingRefused."""
    found = await own(session, telegram_id, makeup_id, now)
    text = wording.check(words, WORDS_LIMIT).text if words else ""
    row = found.row
    sealed = makeups.sealed_words(ring, row, text)
    if not await makeups.move(
        session, row, MakeupState.SUBMITTED, MakeupState.OPEN, words_sealed=sealed, remark_sealed=None, submitted_at=now
    ):
        raise MakeupSettledError
    await makeup_tasks.silence(session, row)
    organisation = found.view.organisation.id
    await makeup_tasks.tell(session, organisation, row, f"round:{row.round}", now, PlanKind.MAKEUP_HANDED_IN)
    await cards.touch(session, CardKind.MAKEUP, row.id, now)
    return found


async def check_may_decide(
    session: AsyncSession, telegram_id: int, makeup_id: int, now: datetime
) -> tuple[Lesson, Here]:
    """Return a lesson for somebody who keeps the roll of its meeting; raises NoSuchMakeupError, OwnMakeupError."""
    found, here = await _of(session, telegram_id, makeup_id, now)
    if not attendance.keeps(found.view, here):
        here.require(Power.KEEP_ROLL)
    if found.row.member_id == here.member.member_id and await _others(session, here):
        raise OwnMakeupError
    return found, here


async def open_for_decision(session: AsyncSession, telegram_id: int, makeup_id: int, now: datetime) -> Lesson:
    """Return a lesson for somebody who may decide it, the reading of its words audited."""
    found, here = await check_may_decide(session, telegram_id, makeup_id, now)
    if found.row.words_sealed is not None:
        await _note(session, here, "makeup.opened", found.row)
    return found


async def decide(
    session: AsyncSession, telegram_id: int, makeup_id: int, now: datetime, *, approve: bool
) -> tuple[Lesson, bool]:
    """Put a lesson on the roll as 补课, or return it; return whether this word was the one that counted.

    What was not handed in is decided only for somebody without an account, on paper. Raises what ``check_may_decide``
    raises, and MakeupSettledError.
    """
    found, here = await check_may_decide(session, telegram_id, makeup_id, now)
    row = found.row
    if row.state is MakeupState.OPEN and (not approve or await _has_account(session, row.member_id)):
        raise MakeupSettledError
    if row.state not in makeups.OPEN:
        return found, False
    me = here.member.member_id
    state = MakeupState.APPROVED if approve else MakeupState.OPEN
    decided = {"decided_at": now, "decided_by": me, "round": row.round + (not approve)}
    if not await makeups.move(session, row, state, row.state, **decided):
        return found, False
    if approve:
        await rolls.write(
            session, row.meeting_id, row.member_id, AttendanceStatus.MAKEUP, CheckInWay.ROLL, now, by_id=me
        )
        await makeup_tasks.silence(session, row)
        await touch(session, row.meeting_id, now, row.member_id)
        await tell_result(session, found, now)
    await cards.touch(session, CardKind.MAKEUP, row.id, now)
    await _note(session, here, "makeup.approved" if approve else "makeup.returned", row)
    return found, True


async def give_remark(
    session: AsyncSession, ring: Keyring, telegram_id: int, makeup_id: int, words: str, now: datetime
) -> None:
    """Add the remark (sealed) to a returned lesson, or none, and tell its member."""
    found, _ = await check_may_decide(session, telegram_id, makeup_id, now)
    if found.row.state is not MakeupState.OPEN:
        raise MakeupSettledError
    text = wording.check(words, WORDS_LIMIT).text if words else ""
    found.row.remark_sealed = makeups.sealed_remark(ring, found.row, text)
    session.add(found.row)
    await tell_result(session, found, now)


async def tell_result(session: AsyncSession, found: Lesson, now: datetime) -> None:
    """Plan to tell a member what became of their lesson."""
    row, organisation = found.row, found.view.organisation.id
    await makeup_tasks.tell(session, organisation, row, f"{row.state}:{row.round}", now, PlanKind.MAKEUP_RESULT)


async def give_material(
    session: AsyncSession,
    ring: Keyring,
    telegram_id: int,
    meeting_id: int,
    now: datetime,
    *,
    words: str = "",
    file_id: str = "",
    file_name: str = "",
) -> int:
    """Give what those who missed the meeting are to read, and tell them; return how many. Raises NoMaterialError."""
    shown, here = await attendance.keeper(session, telegram_id, meeting_id, now)
    if not words and not file_id:
        raise NoMaterialError
    text = wording.check(words, MATERIAL_LIMIT).text if words else ""
    me = here.member.member_id
    row = MakeupMaterial(meeting_id=meeting_id, file_id=file_id, file_name=file_name[:100], given_by=me, given_at=now)
    await makeups.give_material(session, ring, row, text)
    waiting = [one for one, _ in await makeups.of_meeting(session, meeting_id) if one.state is MakeupState.OPEN]
    for one in waiting:
        await makeup_tasks.tell(session, shown.organisation.id, one, f"material:{now:%Y%m%d%H%M%S%f}", now)
    await note(session, here, "makeup.material", shown.meeting)
    return len(waiting)


async def _of(session: AsyncSession, telegram_id: int, makeup_id: int, now: datetime) -> tuple[Lesson, Here]:
    row = await makeups.get(session, makeup_id)
    if row is None or row.state is MakeupState.WITHDRAWN:
        raise NoSuchMakeupError
    try:
        shown, here = await view(session, telegram_id, row.meeting_id, now)
    except NoSuchMeetingError as error:
        raise NoSuchMakeupError from error
    return Lesson(row, await session.get_one(Member, row.member_id), shown), here


async def _has_account(session: AsyncSession, member_id: int) -> bool:
    return member_id in await people.linked(session, [member_id])


async def _others(session: AsyncSession, here: Here) -> bool:
    holders = await people.holders(session, here.organisation, Power.KEEP_ROLL, here.now)
    return any(person.id != here.member.member_id for person in holders)


async def _note(session: AsyncSession, here: Here, act: str, row: Makeup) -> None:
    await audit_entries.append(
        session,
        here.organisation.id,
        act=act,
        object_="makeup",
        object_id=row.id,
        actor_member_id=here.member.member_id,
        now=here.now,
    )
