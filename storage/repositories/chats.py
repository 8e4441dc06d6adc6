"""What happens to a whole chat: it becomes a supergroup with a new number, or the bot can no longer speak there."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Binding, Card, Dialogue, Meeting, MinuteLine, Summary
from storage.repositories import cards, deliveries, plans
from storage.repositories.meetings import span
from storage.rules.deliveries import CardKind, PlanKind
from storage.rules.outcomes import Reason

_TOLD_WITHIN = timedelta(days=7)


async def lose(session: AsyncSession, chat_id: int, reason: Reason, now: datetime) -> None:
    """Mark the bindings of a chat as lost, and plan to tell those who look after the bot, once a day at most."""
    bound = select(Binding).where(Binding.chat_id == chat_id, col(Binding.ended_at).is_(None))
    for binding in (await session.exec(bound)).all():
        binding.lost_reason = reason.value
        await plans.add(
            session,
            PlanKind.CHAT_LOST,
            binding.organisation_id,
            binding.id,
            slot=f"{reason.value}:{now.date()}",
            due_at=now,
            expires_at=now + _TOLD_WITHIN,
        )
    await session.flush()


async def migrate(session: AsyncSession, old: int, new: int, now: datetime) -> bool:
    """Move every row of chat ``old`` to ``new``; return False when nothing knew it (or it has moved already).

    Messages do not move: what stood in the old chat cannot be edited any more, so the cards of meetings that are
    not over are announced once more in the new one.
    """
    known = (await session.exec(select(Binding.id).where(Binding.chat_id == old))).first()
    for card in await cards.in_chat(session, old):
        await _announce_again(session, card, new, now)
        await cards.end(session, card, now)
    await deliveries.move_chat(session, old, new)
    for table in (Binding, Dialogue, MinuteLine, Summary):
        await session.execute(update(table).where(col(table.chat_id) == old).values(chat_id=new))
    return known is not None


async def _announce_again(session: AsyncSession, card: Card, new: int, now: datetime) -> None:
    meeting = await session.get(Meeting, card.subject_id) if card.kind is CardKind.MEETING else None
    if meeting is not None and now < span(meeting).ends_at:
        await plans.add(
            session,
            PlanKind.MEETING_NOTICE,
            meeting.organisation_id,
            meeting.id,
            slot=f"group:{new}",
            rev=meeting.rev,
            due_at=now,
            expires_at=span(meeting).ends_at,
        )
