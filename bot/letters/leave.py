"""Letters about leave: the request to those who decide, the outcome to the asker."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import meetings as actions
from bot.keyboards import leave as keyboards
from bot.keyboards import meetings as meeting_keyboards
from bot.letters import COMPOSERS, Letter
from bot.letters import meetings as meeting_letters
from bot.texts import leave as texts
from storage.keyring import Keyring
from storage.models import Leave
from storage.repositories import leaves, meetings, people
from storage.rules.confidentiality import ContentClass
from storage.rules.deliveries import Parcel, PlanKind
from storage.rules.terms import LeaveState, SensitiveEntry


async def request(session: AsyncSession, ring: Keyring, parcel: Parcel, now: datetime) -> Letter | None:
    """Compose a request for leave for someone who decides it."""
    row = await leaves.get(session, parcel.subject_id)
    return None if row is None else await asked(session, ring, row, past_due=parcel.is_late(now))


async def asked(session: AsyncSession, ring: Keyring, row: Leave, *, past_due: bool = False) -> Letter:
    """A request for leave as someone who may decide it reads it."""
    shown = await actions.show(session, await meetings.get(session, row.meeting_id))
    writes = shown.organisation.sensitive_entry is SensitiveEntry.PRIVATE_CHAT
    reason = leaves.open_reason(ring, row) if writes else ""
    words = texts.request(
        await people.name_of(session, row.member_id),
        row.kind,
        meeting_letters.body(shown),
        reason,
        late=row.late,
        past_due=past_due,
    )
    return Letter(words, keyboards.decide(row.id), ContentClass.P2 if reason else ContentClass.P1)


async def result(session: AsyncSession, ring: Keyring, parcel: Parcel, now: datetime) -> Letter | None:
    """Compose the outcome for the asker."""
    row = await leaves.get(session, parcel.subject_id)
    if row is None or row.state not in (LeaveState.APPROVED, LeaveState.RETURNED):
        return None
    shown = await actions.show(session, await meetings.get(session, row.meeting_id))
    writes = shown.organisation.sensitive_entry is SensitiveEntry.PRIVATE_CHAT
    remark = leaves.open_remark(ring, row) if writes else ""
    again = row.state is LeaveState.RETURNED and now < shown.meeting.starts_at
    buttons = meeting_keyboards.card(shown.meeting.id, answers=again, check_in=False) if again else None
    words = texts.result(row.state, meeting_letters.body(shown), remark)
    return Letter(words, buttons, ContentClass.P2 if remark else ContentClass.P1)


COMPOSERS[PlanKind.LEAVE_REQUEST] = request
COMPOSERS[PlanKind.LEAVE_RESULT] = result
