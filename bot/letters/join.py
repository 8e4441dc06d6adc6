"""Letters about linking accounts."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.keyboards import join as keyboards
from bot.letters import COMPOSERS, Letter, unsealed
from bot.texts import join as texts
from storage.models import Account, Member
from storage.repositories import accounts, organisations, people
from storage.rules.confidentiality import ContentClass
from storage.rules.deliveries import Parcel, PlanKind
from storage.rules.powers import Power, is_entitled
from storage.rules.terms import AccountState


async def request(session: AsyncSession, parcel: Parcel, _now: datetime) -> Letter | None:
    """Compose the question whether to admit a claim."""
    found = await accounts.get(session, parcel.subject_id)
    if found is None:
        return None
    return await asked(session, *found)


async def asked(session: AsyncSession, account: Account, member: Member) -> Letter:
    """A claim to a name on the roster as someone who may admit it reads it."""
    organisation = await organisations.get(session, member.organisation_id)
    words = texts.request(member.name, organisation.name, "", member.phone_tail)
    return Letter(words, keyboards.decide(account.id), ContentClass.P1)


async def result(session: AsyncSession, parcel: Parcel, now: datetime) -> Letter | None:
    """Compose the outcome for the claimant, with the choice at set-up for whoever has to take it."""
    found = await accounts.get(session, parcel.subject_id)
    if found is None:
        return None
    account, member = found
    organisation = await organisations.get(session, member.organisation_id)
    admitted = account.state is AccountState.APPROVED
    person = await people.one(session, member.id, now.astimezone(organisations.zone(organisation)).date())
    duties = person.duties if person else frozenset()
    words = texts.result(member.name, organisation.name, duties, admitted=admitted)
    if admitted and organisation.sensitive_entry is None and is_entitled(Power.SET_UP, duties):
        return Letter(f"{words}\n\n{texts.ASK_ENTRY}", keyboards.entry(organisation.id), ContentClass.P1)
    return Letter(words, content=ContentClass.P1)


COMPOSERS[PlanKind.JOIN_REQUEST] = unsealed(request)
COMPOSERS[PlanKind.JOIN_RESULT] = unsealed(result)
