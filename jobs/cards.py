"""Redraw live cards that are out of date: many changes, one edit, at most one per card every few seconds."""

from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from jobs.desk import Desk
from storage.models.card import Card
from storage.repositories import cards, deliveries, senders
from storage.rules.outcomes import (
    Ambiguous,
    Faulty,
    Gone,
    Migrated,
    Nothing,
    RateLimited,
    Redrawal,
    Redrawn,
    Retry,
    Scope,
    TokenRejected,
)

GAP = timedelta(seconds=3)

_MOST = 20


async def sweep(desk: Desk) -> int:
    """Redraw up to twenty dirty cards, longest waiting first; return how many show the truth again."""
    async with desk.sessions.read() as session:
        now = desk.clock.now()
        if not await senders.may_send(session, desk.sender_id, now):
            return 0
        due = await cards.due(session, now, GAP, _MOST)
    drawn = 0
    for card in due:
        outcome = await _redraw(desk, card)
        async with desk.sessions.begin() as session:
            await _settle(session, desk, card, outcome, desk.clock.now())
        drawn += isinstance(outcome, Redrawn)
        if isinstance(outcome, RateLimited | Retry | TokenRejected):
            break
    return drawn


async def _redraw(desk: Desk, card: Card) -> Redrawal:
    try:
        return await desk.courier.redraw(card)
    except Exception as error:
        # One card that cannot be drawn must not keep the others from being drawn.
        desk.log("card_broke", card_id=card.id, exc_info=error)
        return Faulty(type(error).__name__)


async def _settle(session: AsyncSession, desk: Desk, card: Card, outcome: Redrawal, now: datetime) -> None:
    """Record what became of the edit; editing twice is harmless, so an unseen end is simply tried again."""
    match outcome:
        case Redrawn(digest=digest, pinned=pinned):
            await cards.drawn(session, card, digest, now, pinned=pinned)
        case Gone() | Nothing():
            await cards.end(session, card, now)
        case Migrated(chat_id=chat_id):
            await deliveries.move_chat(session, card.chat_id, chat_id)
            await desk.consequences.migrated(session, card.chat_id, chat_id, now)
        case TokenRejected():
            await senders.stop(session, desk.sender_id, type(outcome).__name__)
        case RateLimited(retry_after=seconds, scope=Scope.ALL):
            await senders.pause(session, desk.sender_id, now + timedelta(seconds=seconds))
            await cards.tried(session, card, now)
        case RateLimited() | Retry() | Ambiguous() | Faulty():
            await cards.tried(session, card, now)
