"""Letters about those who are at a meeting without being expected."""

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions.guests import Offer
from bot.keyboards import check_in as keyboards
from bot.letters import Letter
from bot.letters import meetings as meeting_letters
from bot.texts import check_in as texts
from storage.models import Guest
from storage.repositories import guests
from storage.rules.confidentiality import ContentClass
from storage.rules.terms import GuestRole


async def names(session: AsyncSession, meeting_id: int) -> list[str]:
    """Return the guests of a meeting as a list names them."""
    return [await _shown(session, one) for one in await guests.of(session, meeting_id)]


async def listed(session: AsyncSession, meeting_id: int, *, added: bool) -> Letter:
    """The guests of a meeting, each with a way to take them back."""
    rows = await guests.of(session, meeting_id)
    shown = await names(session, meeting_id)
    words = texts.guests(shown) if added else texts.guest_list(shown)
    return Letter(words, keyboards.guests(meeting_id, [(one.id, one.name) for one in rows]), ContentClass.P1)


async def about(session: AsyncSession, one: Guest) -> str:
    """Say why somebody sits in: the branch a guest member is from, else that they are an observer."""
    if one.role is GuestRole.GUEST_MEMBER and one.member_id is not None:
        return await guests.branch_of_member(session, one.member_id)
    return texts.ROLE[one.role]


def offer(made: Offer) -> Letter:
    """Offer a place among the guests to a member who scanned the poster."""
    buttons = keyboards.join(made.view.meeting.id, made.poster.proof, texts.join_label(made.role))
    return Letter(texts.offer(meeting_letters.body(made.view), made.role), buttons, ContentClass.P1)


async def _shown(session: AsyncSession, one: Guest) -> str:
    return texts.guest_shown(one.name, one.note if one.member_id is None else await about(session, one))
