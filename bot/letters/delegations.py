"""Letters about handing the decision on leave to somebody else."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions.delegations import Handed
from bot.keyboards import delegation as keyboards
from bot.letters import COMPOSERS, Letter, unsealed
from bot.texts import delegation as texts
from storage.repositories import addresses, delegations, organisations, people
from storage.rules.confidentiality import ContentClass
from storage.rules.deliveries import Parcel, PlanKind


async def shown(session: AsyncSession, handed: Handed, meeting_id: int | None) -> Letter:
    """To whom the decision is handed; with a meeting to go back to, what can be done about it."""
    rows = [(handed.names[row.member_id], row.valid_from, row.valid_to) for row in handed.standing]
    words = texts.shown(await addresses.shown_name(session, handed.organisation), rows)
    if meeting_id is None:
        return Letter(words, content=ContentClass.P1)
    listed = [(row.id, handed.names[row.member_id]) for row in handed.standing]
    return Letter(words, keyboards.shown(meeting_id, listed), ContentClass.P1)


async def told(session: AsyncSession, parcel: Parcel, _now: datetime) -> Letter | None:
    """Compose for the one it is handed to that it is, or that it is taken back."""
    row = await delegations.get(session, parcel.subject_id)
    if row is None or (row.ended_at is None) != (parcel.slot == ""):
        return None
    organisation = await organisations.get(session, row.organisation_id)
    name = await addresses.shown_name(session, organisation)
    if row.ended_at is not None:
        return Letter(texts.told_ended(name), content=ContentClass.P1)
    by = await people.name_of(session, row.given_by)
    return Letter(texts.told(by, name, row.valid_from, row.valid_to), content=ContentClass.P1)


COMPOSERS[PlanKind.DELEGATION] = unsealed(told)
