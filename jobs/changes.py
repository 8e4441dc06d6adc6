"""Who hears that a meeting was moved, put off, called off or changed: everybody who was to hear of it."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from jobs.meetings import stands, told
from jobs.occasions import OCCASIONS, Occasion
from storage.models import Meeting
from storage.rules.deliveries import CardKind, OnAmbiguous, Parcel, PlanKind, Priority
from storage.rules.outcomes import Reason
from storage.rules.terms import MeetingState

_TAKEN_BACK = (MeetingState.CANCELLED, MeetingState.POSTPONED)


async def _is_news(session: AsyncSession, parcel: Parcel, now: datetime) -> Reason | None:
    """Why a change must not be told any more: another one followed, or a moved meeting is over."""
    meeting = await session.get(Meeting, parcel.subject_id, with_for_update={"read": True}, populate_existing=True)
    if meeting is not None and meeting.state in _TAKEN_BACK:
        return None if meeting.rev == parcel.rev else Reason.MOVED
    return await stands(session, parcel, now)


OCCASIONS[PlanKind.CHANGE_NOTICE] = Occasion(
    Priority.NOTICE,
    OnAmbiguous.RESEND,
    told,
    _is_news,
    group_card=CardKind.MEETING,
    private_card=CardKind.INVITATION,
)
OCCASIONS[PlanKind.AMENDMENT_NOTICE] = Occasion(Priority.NOTICE, OnAmbiguous.RESEND, told, stands)
