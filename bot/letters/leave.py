"""Letters about leave: the request to those who decide, the outcome to the asker."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import meetings as actions
from bot.actions.meetings import View
from bot.keyboards import leave as keyboards
from bot.keyboards import meetings as meeting_keyboards
from bot.letters import CARDS, COMPOSERS, Letter, unsealed
from bot.letters import meetings as meeting_letters
from bot.texts import dates
from bot.texts import leave as texts
from storage.keyring import Keyring
from storage.models import Card, Leave
from storage.repositories import leaves, meetings, organisations, people
from storage.rules.confidentiality import ContentClass
from storage.rules.deliveries import CardKind, Parcel, PlanKind
from storage.rules.terms import LeaveState


async def request(session: AsyncSession, ring: Keyring, parcel: Parcel, now: datetime) -> Letter | None:
    """Compose a request for leave for someone who decides it."""
    row = await leaves.get(session, parcel.subject_id)
    return None if row is None else await asked(session, ring, row, past_due=parcel.is_late(now))


async def asked(session: AsyncSession, ring: Keyring, row: Leave, *, past_due: bool = False) -> Letter:
    """A request for leave as someone who may decide it reads it."""
    shown = await actions.show(session, await meetings.get(session, row.meeting_id))
    writes = await actions.takes_words(session, shown)
    reason = leaves.open_reason(ring, row) if writes else ""
    return await _asked(session, row, shown, reason, past_due=past_due)


async def _asked(session: AsyncSession, row: Leave, shown: View, reason: str, *, past_due: bool) -> Letter:
    words = texts.request(
        await people.name_of(session, row.member_id),
        row.kind,
        meeting_letters.body(shown),
        reason,
        late=row.late,
        past_due=past_due,
    )
    return Letter(words, keyboards.decide(row.id), ContentClass.P2 if reason else ContentClass.P1)


async def settled(session: AsyncSession, row: Leave) -> Letter:
    """Compose what stands where a request stood once it is decided or withdrawn: who decided, and when."""
    shown = await actions.show(session, await meetings.get(session, row.meeting_id))
    zone = organisations.zone(shown.organisation)
    words = texts.settled(
        await people.name_of(session, row.member_id),
        row.kind,
        row.state,
        await people.name_of(session, row.decided_by),
        dates.short_moment(row.decided_at, zone) if row.decided_at else "",
        meeting_letters.body(shown),
        late=row.late,
    )
    return Letter(words, content=ContentClass.P1)


async def live(session: AsyncSession, card: Card, _now: datetime) -> Letter | None:
    """Compose what a request shows now; its reason is said once and not repeated by a redraw."""
    row = await leaves.get(session, card.subject_id)
    if row is None:
        return None
    if row.state is LeaveState.ASKED:
        shown = await actions.show(session, await meetings.get(session, row.meeting_id))
        return await _asked(session, row, shown, "", past_due=False)
    return await settled(session, row)


async def result(session: AsyncSession, ring: Keyring, parcel: Parcel, now: datetime) -> Letter | None:
    """Compose the outcome for the asker."""
    row = await leaves.get(session, parcel.subject_id)
    if row is None or row.state not in (LeaveState.APPROVED, LeaveState.RETURNED):
        return None
    shown = await actions.show(session, await meetings.get(session, row.meeting_id))
    writes = await actions.takes_words(session, shown)
    remark = leaves.open_remark(ring, row) if writes else ""
    again = row.state is LeaveState.RETURNED and now < shown.meeting.starts_at
    buttons = (
        meeting_keyboards.card(shown.meeting.id, shown.meeting.rev, answers=again, check_in=False) if again else None
    )
    words = texts.result(row.state, meeting_letters.body(shown), remark)
    return Letter(words, buttons, ContentClass.P2 if remark else ContentClass.P1)


COMPOSERS[PlanKind.LEAVE_REQUEST] = request
COMPOSERS[PlanKind.LEAVE_RESULT] = result
CARDS[CardKind.LEAVE_REQUEST] = unsealed(live)
