"""Who hears that minutes wait for a signature, came back, or are signed."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from jobs.occasions import OCCASIONS, Occasion
from storage.models import Meeting, Plan
from storage.repositories import meetings, minutes, organisations, people
from storage.rules.deliveries import OnAmbiguous, Parcel, PlanKind, Priority, Recipient
from storage.rules.outcomes import Reason
from storage.rules.terms import Duty, MinutesState, SigningRole


async def _signers(session: AsyncSession, plan: Plan, _now: datetime) -> Sequence[Recipient]:
    """Host and recorder who have not signed yet."""
    meeting = await _meeting(session, plan)
    if meeting is None:
        return []
    done = await minutes.signatures(session, plan.subject_id)
    wanted = ((SigningRole.RECORDER, meeting.recorder_id), (SigningRole.HOST, meeting.host_id))
    return await _linked(session, [member for role, member in wanted if role not in done])


async def _writers(session: AsyncSession, plan: Plan, _now: datetime) -> Sequence[Recipient]:
    """The recorder and whoever handed the version in."""
    row = await minutes.get(session, plan.subject_id)
    meeting = await _meeting(session, plan)
    return await _linked(session, [meeting.recorder_id, row.submitted_by]) if row and meeting else []


async def _keepers(session: AsyncSession, plan: Plan, now: datetime) -> Sequence[Recipient]:
    """The branch's secretary, the host and the recorder."""
    meeting = await _meeting(session, plan)
    if meeting is None:
        return []
    organisation = await organisations.get(session, meeting.organisation_id)
    branch = await organisations.branch_of(session, organisation)
    roster = await people.roster(session, branch, now.astimezone(organisations.zone(branch)).date())
    secretaries = [person.id for person in roster if Duty.SECRETARY in person.duties]
    return await _linked(session, [*secretaries, meeting.host_id, meeting.recorder_id])


async def _waiting(session: AsyncSession, parcel: Parcel, _now: datetime) -> Reason | None:
    """Why a request to sign is needless: signed by this person, or no longer handed in."""
    row = await minutes.get(session, parcel.subject_id)
    if row is None or row.state is MinutesState.DRAFT:
        return Reason.CANCELLED
    done = await minutes.signatures(session, row.id)
    signed = row.state is MinutesState.SIGNED or parcel.member_id in {one.member_id for one in done.values()}
    return Reason.SIGNED if signed else None


async def _back(session: AsyncSession, parcel: Parcel, _now: datetime) -> Reason | None:
    """Why news of a return is needless: it has been handed in again."""
    row = await minutes.get(session, parcel.subject_id)
    return None if row is not None and row.state is MinutesState.DRAFT else Reason.SUPERSEDED


async def _meeting(session: AsyncSession, plan: Plan) -> Meeting | None:
    row = await minutes.get(session, plan.subject_id)
    return await meetings.get(session, row.meeting_id) if row else None


async def _linked(session: AsyncSession, members: Iterable[int | None]) -> list[Recipient]:
    wanted = list(dict.fromkeys(member for member in members if member is not None))
    accounts = await people.linked(session, wanted)
    return [Recipient(accounts[member][0], 0, member) for member in wanted if member in accounts]


OCCASIONS[PlanKind.MINUTES_TO_SIGN] = Occasion(Priority.NOTICE, OnAmbiguous.RESEND, _signers, _waiting)
OCCASIONS[PlanKind.MINUTES_RETURNED] = Occasion(Priority.NOTICE, OnAmbiguous.RESEND, _writers, _back)
OCCASIONS[PlanKind.MINUTES_SIGNED] = Occasion(Priority.NOTICE, OnAmbiguous.RESEND, _keepers)
