"""Enter criticism and self-criticism, one message after another; every act is authorised anew."""

from dataclasses import replace
from datetime import timedelta
from secrets import token_hex

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions.life import Floor
from bot.actions.meetings import note
from storage.keyring import Keyring
from storage.repositories import life, meetings, organisations, plans
from storage.rules import wording
from storage.rules.deliveries import PlanKind
from storage.rules.life import (
    TEXT_LIMIT,
    AnsweredError,
    CriticismAspect,
    NoSuchCriticismError,
    OwnCriticismError,
    OwnDraftError,
    Remark,
    Section,
    SelfExamination,
    UnfinishedError,
    joined,
)
from storage.rules.outcomes import Reason
from storage.rules.reminders import defer_quiet

PATIENCE = timedelta(minutes=1)
"""How long somebody's criticism is held back so that what is still being typed is told of once."""

USEFUL = timedelta(days=7)
"""How long after the meeting (or the criticism) its reader is still told of it."""


async def examination(session: AsyncSession, ring: Keyring, floor: Floor, member_id: int) -> SelfExamination:
    """Return the self-criticism about to be written or changed; raises what keeps this person from it."""
    floor.check_may_enter(member_id)
    opened = await life.open_for_minutes(session, ring, floor.shown.meeting.id)
    found = opened.examination_of(member_id) or SelfExamination(member_id, floor.me)
    if found.sections and member_id != floor.me and not found.is_shared:
        raise OwnDraftError
    return found


async def write_section(
    session: AsyncSession,
    ring: Keyring,
    floor: Floor,
    member_id: int,
    section: Section,
    words: str,
    *,
    more: bool,
    cut: bool,
) -> SelfExamination:
    """Store a message as a section's text, or add it (``more``); raises WordingRefused and OwnDraftError."""
    floor.check_may_enter(member_id)

    def change(before: SelfExamination) -> SelfExamination:
        text = joined(before.text_of(section), words, cut=cut) if more else words
        return before.rewritten(section, wording.check(text, TEXT_LIMIT).text, floor.me)

    return await life.rewrite(session, ring, floor.shown.meeting.id, member_id, floor.here.now, change)


async def submit(session: AsyncSession, ring: Keyring, floor: Floor, member_id: int) -> None:
    """Submit a self-criticism; raises UnfinishedError while a section is missing."""
    floor.check_may_enter(member_id)

    def change(before: SelfExamination) -> SelfExamination:
        if before.missing:
            raise UnfinishedError(before.missing)
        return replace(before, submitted=True)

    await life.rewrite(session, ring, floor.shown.meeting.id, member_id, floor.here.now, change)
    await note(session, floor.here, "life.submitted", floor.shown.meeting)


async def criticise(
    session: AsyncSession,
    ring: Keyring,
    floor: Floor,
    from_id: int,
    to_id: int,
    aspect: CriticismAspect | None,
    words: str,
) -> Remark:
    """Store a criticism and plan to tell its reader; raises OwnCriticismError, NotOnLifeRollError, WordingRefused."""
    check_pair(floor, from_id, to_id)
    text = wording.check(words, TEXT_LIMIT).text
    remark = Remark(from_id, to_id, floor.me, text, aspect)
    stored = await life.add(session, ring, floor.shown.meeting.id, remark, floor.here.now)
    if from_id != floor.me:
        await note(session, floor.here, "life.recorded", floor.shown.meeting)
    await _tell(session, floor, to_id)
    return stored


def check_pair(floor: Floor, from_id: int, to_id: int) -> None:
    """Raise what keeps this person from entering a criticism of one by another."""
    floor.check_may_enter(from_id)
    floor.check_on_roll(to_id)
    if from_id == to_id:
        raise OwnCriticismError


async def add_to_criticism(
    session: AsyncSession, ring: Keyring, floor: Floor, criticism_id: int, words: str, *, cut: bool
) -> Remark:
    """Add a further message to a criticism one has entered oneself."""
    floor.check_open()

    def change(before: Remark) -> Remark:
        if before.by_id != floor.me:
            raise NoSuchCriticismError
        text = wording.check(joined(before.text, words, cut=cut), TEXT_LIMIT).text
        return replace(before, text=text)

    after = await life.revise(session, ring, floor.shown.meeting.id, criticism_id, floor.here.now, change)
    await _tell(session, floor, after.to_id)
    return after


async def withdraw(session: AsyncSession, ring: Keyring, floor: Floor, criticism_id: int) -> Remark:
    """Withdraw a criticism given (or entered) by oneself; raises NoSuchCriticismError, AnsweredError."""
    floor.check_open()

    def change(before: Remark) -> None:
        if floor.me not in (before.from_id, before.by_id) and not floor.keeper:
            raise NoSuchCriticismError
        if before.response:
            raise AnsweredError

    remark = await life.revise(session, ring, floor.shown.meeting.id, criticism_id, floor.here.now, change)
    await note(session, floor.here, "life.withdrawn", floor.shown.meeting)
    await _stop_telling(session, ring, floor, remark.to_id)
    return remark


async def respond(
    session: AsyncSession,
    ring: Keyring,
    floor: Floor,
    criticism_id: int,
    words: str,
    *,
    more: bool,
    cut: bool,
) -> Remark:
    """Store the response (表态) of the one criticised, typed by that person or a keeper."""
    floor.check_open()

    def change(before: Remark) -> Remark:
        if before.to_id != floor.me and not floor.keeper:
            raise NoSuchCriticismError
        text = joined(before.response, words, cut=cut) if more else words
        return replace(before, response=wording.check(text, TEXT_LIMIT).text)

    remark = await life.revise(session, ring, floor.shown.meeting.id, criticism_id, floor.here.now, change)
    if remark.to_id != floor.me:
        await note(session, floor.here, "life.recorded", floor.shown.meeting)
    await _stop_telling(session, ring, floor, remark.to_id)
    return remark


async def _tell(session: AsyncSession, floor: Floor, member_id: int) -> None:
    """Plan one neutral line to the person criticised; the plan names the person's sheet, never the criticism."""
    meeting, now = floor.shown.meeting, floor.here.now
    if member_id == floor.me:
        return
    sheet = await life.sheet(session, meeting.id, member_id, now)
    kinds, organisation = [PlanKind.CRITICISM_RECEIVED], floor.shown.organisation
    await plans.cancel_subject(session, kinds, organisation.id, sheet.id, Reason.SUPERSEDED)
    due = now + PATIENCE
    if not meetings.span(meeting).is_running(now):
        due = defer_quiet(due, organisations.zone(organisation))
    await plans.add(
        session,
        PlanKind.CRITICISM_RECEIVED,
        organisation.id,
        sheet.id,
        slot=token_hex(8),  # names neither the criticism nor its length, and never meets one that was cancelled
        due_at=due,
        expires_at=max(now, meetings.span(meeting).ends_at) + USEFUL,
    )


async def _stop_telling(session: AsyncSession, ring: Keyring, floor: Floor, member_id: int) -> None:
    """Drop the line that still waits once nothing is left to be answered."""
    meeting, now = floor.shown.meeting, floor.here.now
    opened = await life.open_for_minutes(session, ring, meeting.id)
    if all(one.response for one in opened.received_by(member_id)):
        sheet = await life.sheet(session, meeting.id, member_id, now)
        kinds = [PlanKind.CRITICISM_RECEIVED]
        await plans.cancel_subject(session, kinds, floor.shown.organisation.id, sheet.id, Reason.ANSWERED)
