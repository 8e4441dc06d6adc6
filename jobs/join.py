"""Who hears of a request to link an account, and of its outcome."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial

from sqlmodel.ext.asyncio.session import AsyncSession

from jobs.occasions import OCCASIONS, Occasion
from storage.models import Plan
from storage.repositories import accounts, organisations, people
from storage.rules.deliveries import OnAmbiguous, Parcel, PlanKind, Priority, Recipient
from storage.rules.outcomes import Reason
from storage.rules.powers import Power
from storage.rules.terms import AccountState


def enter(admins: Iterable[int]) -> None:
    """Enter the occasions of this noun; ``admins`` hear of requests while nobody else may decide them."""
    OCCASIONS[PlanKind.JOIN_REQUEST] = Occasion(
        Priority.NOTICE, OnAmbiguous.RESEND, partial(_deciders, tuple(sorted(admins))), _waiting
    )
    OCCASIONS[PlanKind.JOIN_RESULT] = Occasion(Priority.NOTICE, OnAmbiguous.RESEND, _claimant)


async def _deciders(admins: Sequence[int], session: AsyncSession, plan: Plan, now: datetime) -> Sequence[Recipient]:
    """Those who may admit members; while there are none, the administrators."""
    organisation = await organisations.get(session, plan.organisation_id)
    holders = await people.holders(session, organisation, Power.ADMIT_MEMBERS, now)
    entitled = [Recipient(person.telegram_id, 0, person.id) for person in holders if person.telegram_id is not None]
    return entitled or [Recipient(telegram_id) for telegram_id in admins]


async def _waiting(session: AsyncSession, parcel: Parcel, _now: datetime) -> Reason | None:
    found = await accounts.get(session, parcel.subject_id)
    return None if found is not None and found[0].state is AccountState.ASKED else Reason.DECIDED


async def _claimant(session: AsyncSession, plan: Plan, _now: datetime) -> Sequence[Recipient]:
    found = await accounts.get(session, plan.subject_id)
    return [Recipient(found[0].telegram_id, 0, found[1].id)] if found else []
