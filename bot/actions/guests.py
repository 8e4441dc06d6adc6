"""Observers and members of other branches at a meeting: entered by the roll's keeper, or by scanning the poster."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import attendance, windows
from bot.actions.meetings import View, note, show
from storage.models import Guest
from storage.repositories import guests, meetings, organisations, people
from storage.repositories.people import Membership
from storage.rules import wording
from storage.rules.check_in_codes import Poster
from storage.rules.powers import StrangerError
from storage.rules.refusals import RefusalError
from storage.rules.terms import GuestRole

NAME_LIMIT = 40


class NoSuchGuestError(RefusalError):
    """No such guest at this meeting (any more)."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A place among the guests, offered to a member who is not expected; nothing is entered before they say so."""

    view: View
    poster: Poster
    role: GuestRole


@dataclass(frozen=True, slots=True)
class Seated:
    """A guest as entered, and whether this is new."""

    view: View
    guest: Guest
    fresh: bool


async def offer(session: AsyncSession, telegram_id: int, scanned: Poster, now: datetime) -> Offer:
    """Return the place a scanning member may take; raises StrangerError and the refusals of the sign-in window."""
    shown = await show(session, await meetings.get(session, scanned.meeting_id))
    windows.check_open(shown, now)
    _, role = await _who(session, telegram_id, shown, now)
    return Offer(shown, scanned, role)


async def accept(session: AsyncSession, telegram_id: int, scanned: Poster, now: datetime) -> Seated:
    """Enter the scanning member as a guest; the caller has checked the poster. Raises what ``offer`` raises."""
    shown = (await offer(session, telegram_id, scanned, now)).view
    member, role = await _who(session, telegram_id, shown, now)
    known = await guests.member_at(session, shown.meeting.id, member.member_id)
    row = Guest(meeting_id=shown.meeting.id, member_id=member.member_id, name=member.name, role=role, at=now)
    return Seated(shown, known or await guests.add(session, row), fresh=known is None)


async def add(session: AsyncSession, telegram_id: int, meeting_id: int, words: str, now: datetime) -> Guest:
    """Enter an observer by name and, after a space, why they sit in; raises RollLockedError, WordingRefused."""
    shown, here = await attendance.keeper(session, telegram_id, meeting_id, now)
    windows.check_unlocked(shown)
    name, _, remark = wording.check(words, NAME_LIMIT).text.partition(" ")
    me = here.member.member_id
    row = Guest(meeting_id=meeting_id, name=name, role=GuestRole.OBSERVER, note=remark.strip(), at=now, by_id=me)
    found = await guests.add(session, row)
    await note(session, here, "guest.added", shown.meeting)
    return found


async def remove(session: AsyncSession, telegram_id: int, guest_id: int, now: datetime) -> View:
    """Take back a guest entered by mistake; raises NoSuchGuestError, RollLockedError."""
    row = await guests.get(session, guest_id)
    if row is None:
        raise NoSuchGuestError
    shown, here = await attendance.keeper(session, telegram_id, row.meeting_id, now)
    windows.check_unlocked(shown)
    await guests.remove(session, row)
    await note(session, here, "guest.removed", shown.meeting)
    return shown


async def _who(session: AsyncSession, telegram_id: int, shown: View, now: datetime) -> tuple[Membership, GuestRole]:
    """Return the scanning member: of this branch but not expected (an observer), or of another (a guest)."""
    branch = await organisations.branch_of(session, shown.organisation)
    places = await people.memberships(session, telegram_id, now.date())
    if not places:
        raise StrangerError
    own = next((place for place in places if place.organisation.id == branch.id), None)
    return (own, GuestRole.OBSERVER) if own else (places[0], GuestRole.GUEST_MEMBER)
