"""Who hears of a lesson to make up: its member, then those who say whether it is done, then its member again."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from jobs.occasions import OCCASIONS, Occasion
from storage.models import Plan
from storage.repositories import makeups, meetings, organisations, people
from storage.rules.deliveries import CardKind, OnAmbiguous, Parcel, PlanKind, Priority, Recipient
from storage.rules.meetings import ALIVE
from storage.rules.outcomes import Reason
from storage.rules.terms import Duty, MakeupState


async def _member(session: AsyncSession, plan: Plan, _now: datetime) -> Sequence[Recipient]:
    row = await makeups.get(session, plan.subject_id)
    return await _linked(session, [row.member_id]) if row else []


async def _judges(session: AsyncSession, plan: Plan, now: datetime) -> Sequence[Recipient]:
    """The meeting's recorder and the branch's secretary, without the member unless there is nobody else."""
    row = await makeups.get(session, plan.subject_id)
    if row is None:
        return []
    meeting = await meetings.get(session, row.meeting_id)
    branch = await organisations.branch_of(session, await organisations.get(session, meeting.organisation_id))
    roster = await people.roster(session, branch, now.astimezone(organisations.zone(branch)).date())
    wanted = [meeting.recorder_id, *(person.id for person in roster if Duty.SECRETARY in person.duties)]
    known = list(dict.fromkeys(member for member in wanted if member is not None))
    others = [member for member in known if member != row.member_id]
    return await _linked(session, others or known)


async def _still_open(session: AsyncSession, parcel: Parcel, _now: datetime) -> Reason | None:
    """Why the task must not be told any more: handed in, withdrawn, or its meeting was taken back."""
    row = await makeups.get(session, parcel.subject_id)
    if row is None or row.state is not MakeupState.OPEN:
        return Reason.ANSWERED
    return None if (await meetings.get(session, row.meeting_id)).state in ALIVE else Reason.CANCELLED


async def _handed_in(session: AsyncSession, parcel: Parcel, _now: datetime) -> Reason | None:
    row = await makeups.get(session, parcel.subject_id)
    return None if row is not None and row.state is MakeupState.SUBMITTED else Reason.DECIDED


async def _linked(session: AsyncSession, members: Sequence[int]) -> list[Recipient]:
    accounts = await people.linked(session, members)
    return [Recipient(accounts[member][0], 0, member) for member in members if member in accounts]


OCCASIONS[PlanKind.MAKEUP_TASK] = Occasion(Priority.REMINDER, OnAmbiguous.RESEND, _member, _still_open)
OCCASIONS[PlanKind.MAKEUP_HANDED_IN] = Occasion(
    Priority.NOTICE, OnAmbiguous.RESEND, _judges, _handed_in, private_card=CardKind.MAKEUP
)
OCCASIONS[PlanKind.MAKEUP_RESULT] = Occasion(Priority.NOTICE, OnAmbiguous.RESEND, _member)
