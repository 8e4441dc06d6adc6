"""Who is this here, and may they: decided from the database at the moment of the act, by numeric id."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Organisation
from storage.repositories import organisations, people, standpoints
from storage.repositories.people import Membership
from storage.rules import powers
from storage.rules.powers import Power, StrangerError
from storage.rules.refusals import RefusalError
from storage.rules.terms import Duty


class UnboundChatError(RefusalError):
    """The group is bound to no organisation."""


@dataclass(eq=False)
class SeveralPlacesError(RefusalError):
    """The person belongs to several organisations and has to say which one is meant; ids and names."""

    places: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where somebody acts: a bound group (chat and topic), or a private chat (``private``)."""

    chat_id: int
    thread_id: int
    private: bool


@dataclass(frozen=True, slots=True)
class Here:
    """A known member acting for an organisation at a moment."""

    organisation: Organisation
    member: Membership
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """The organisation's time zone."""
        return organisations.zone(self.organisation)

    @property
    def today(self) -> date:
        """The organisation's local day."""
        return self.now.astimezone(self.zone).date()

    @property
    def duties(self) -> frozenset[Duty]:
        """The duties that count for this organisation."""
        return self.member.duties_in(self.organisation)

    def require(self, power: Power) -> None:
        """Raise NotEntitledError unless a duty here carries ``power``."""
        powers.require(power, self.duties)

    def may(self, power: Power) -> bool:
        """Return whether a duty here carries ``power``."""
        return powers.is_entitled(power, self.duties)


async def arrive(session: AsyncSession, telegram_id: int, spot: Spot, now: datetime, *, ask: bool = False) -> Here:
    """Return the member and the organisation this command is about; raises StrangerError or UnboundChatError.

    A group speaks for the organisation it is bound to, a private chat for the person's own one. Of several it is the
    one chosen last, unless they are to be asked anew (``ask``): then SeveralPlacesError.
    """
    if not spot.private:
        bound = await organisations.bound_to(session, spot.chat_id, spot.thread_id)
        if bound is None:
            raise UnboundChatError
        return await enter(session, telegram_id, bound, now)
    places = await people.memberships(session, telegram_id, now.date())
    if not places:
        raise StrangerError
    if len(places) > 1 and ask:
        raise SeveralPlacesError(tuple((place.organisation.id, place.organisation.name) for place in places))
    chosen = await standpoints.of(session, telegram_id) if len(places) > 1 else None
    mine = next((place for place in places if place.organisation.id == chosen), None)
    mine = mine or next((place for place in places if place.duties), places[0])
    return Here(mine.organisation, mine, now)


async def enter(session: AsyncSession, telegram_id: int, organisation: Organisation, now: datetime) -> Here:
    """Return the member acting for this very organisation; raises StrangerError when they do not belong to it."""
    branch = await organisations.branch_of(session, organisation)
    day = now.astimezone(organisations.zone(organisation)).date()
    for place in await people.memberships(session, telegram_id, day):
        if place.organisation.id == branch.id:
            return Here(organisation, place, now)
    raise StrangerError


async def own_organisations(session: AsyncSession, here: Here) -> list[int]:
    """Return the ids of the organisation, its branch and the groups the member has to do with."""
    branch = await organisations.branch_of(session, here.organisation)
    person = await people.one(session, here.member.member_id, here.today)
    groups = await organisations.groups(session, branch.id)
    everywhere = bool(here.member.duties_in(branch))
    mine = [group.id for group in groups if everywhere or (person and person.group_id == group.id)]
    return [branch.id, *mine]
