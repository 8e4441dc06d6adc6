"""One claimed parcel on its way: the permit, the request, and the arrow its end takes."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from jobs.desk import Desk
from jobs.report import Report
from storage.repositories import cards, deliveries, senders
from storage.rules.deliveries import DeliveryState, Parcel, Step, backoff, decide
from storage.rules.outcomes import (
    Ambiguous,
    Faulty,
    Gone,
    Migrated,
    Outcome,
    RateLimited,
    Reason,
    Retry,
    Scope,
    Sent,
    TokenRejected,
)

LEASE = timedelta(seconds=60)

_RELEASED = Step(DeliveryState.PENDING, counts=False)


@dataclass(slots=True)
class _Passage:
    """What happened to the permit of one attempt."""

    parcel: Parcel
    granted: bool = False


class Carrier:
    """Takes parcels through fence, request and finish; remembers which chats must wait and how the line is."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._held: dict[int, datetime] = {}
        self._failures = 0
        self._quiet_until: datetime | None = None
        self._permits = asyncio.Lock()
        """One permit at a time: what has one goes out at once, and a kill finds few between permit and request."""

    def held(self, now: datetime) -> list[int]:
        """Return the chats that cannot take a message yet; their rows keep their place in the queue."""
        self._held = {chat: until for chat, until in self._held.items() if until > now}
        return list(self._held)

    def forget_waits(self) -> None:
        """Let every chat and the line be tried at once: the clock that measured their waits was put back."""
        self._held.clear()
        self._quiet_until = None

    async def carry(self, parcel: Parcel, report: Report) -> bool:
        """Attempt one parcel; return whether the next one of the same chat may follow at once."""
        passage = _Passage(parcel)
        outcome = await self._attempt(passage, report)
        step = decide(outcome, parcel.on_ambiguous, parcel.attempts, maybe_sent=parcel.maybe_sent)
        if step is None:
            return True
        async with self._desk.sessions.begin() as session:
            now = self._desk.clock.now()
            if not await deliveries.finish(session, parcel.id, self._desk.owner, step, now):
                return True
            await self._follow(session, parcel, outcome, now)
        self._remember(parcel, outcome, now)
        report.note(step, late=step.state is DeliveryState.SENT and parcel.is_late(now))
        return step.state is not DeliveryState.PENDING

    async def release(self, parcels: list[Parcel]) -> None:
        """Put claimed parcels back where they waited: the one before them in their chat has not gone out."""
        async with self._desk.sessions.begin() as session:
            for parcel in parcels:
                await self._finish(session, parcel, _RELEASED)

    async def _attempt(self, passage: _Passage, report: Report) -> Outcome:
        async def permit() -> bool:
            async with self._permits:
                passage.granted = await self._permit(passage.parcel, report)
            return passage.granted

        try:
            return await self._desk.courier.deliver(passage.parcel, permit)
        except Exception as error:
            # A composer's fault must end as an arrow of this row, not as the end of everyone's tick.
            self._desk.log("delivery_broke", delivery_id=passage.parcel.id, exc_info=error)
            detail = type(error).__name__
            return Ambiguous(detail) if passage.granted else Faulty(detail)

    async def _permit(self, parcel: Parcel, report: Report) -> bool:
        desk = self._desk
        async with desk.sessions.begin() as session:
            # The subject first, its delivery second, everywhere: one order of locks.
            reason = await self._objection(session, parcel)
            now = desk.clock.now()
            if reason is not None:
                step = Step(DeliveryState.CANCELLED, reason, maybe_sent=parcel.maybe_sent)
                if await self._finish(session, parcel, step):
                    report.note(step)
                return False
            if not await senders.may_send(session, desk.sender_id, now):
                await self._finish(session, parcel, _RELEASED)
                return False
            return await deliveries.fence(session, parcel.id, desk.owner, now, LEASE)

    async def _objection(self, session: AsyncSession, parcel: Parcel) -> Reason | None:
        occasion = self._desk.occasions[parcel.kind]
        return await occasion.still_holds(session, parcel, self._desk.clock.now())

    async def _finish(self, session: AsyncSession, parcel: Parcel, step: Step) -> bool:
        kept = Step(step.state, step.reason, parcel.maybe_sent, step.counts)
        return await deliveries.finish(session, parcel.id, self._desk.owner, kept, self._desk.clock.now())

    async def _follow(self, session: AsyncSession, parcel: Parcel, outcome: Outcome, now: datetime) -> None:
        """Write what else the outcome means, in the transaction that records it."""
        desk = self._desk
        match outcome:
            case Sent():
                kind = desk.occasions[parcel.kind].card_for(parcel)
                if kind is not None:
                    await cards.place(session, kind, parcel, outcome.message_id, now)
            case Gone():
                await desk.consequences.gone(session, parcel, outcome.reason, now)
            case Migrated():
                await deliveries.move_chat(session, parcel.chat_id, outcome.chat_id)
                await desk.consequences.migrated(session, parcel.chat_id, outcome.chat_id, now)
            case TokenRejected():
                await senders.stop(session, desk.sender_id, type(outcome).__name__)
                desk.log("token_rejected", sender_id=desk.sender_id)
            case RateLimited(retry_after=seconds, scope=Scope.ALL):
                await senders.pause(session, desk.sender_id, now + timedelta(seconds=seconds))
            case Retry() | Ambiguous():
                await senders.pause(session, desk.sender_id, self._next_try(now))
            case _:
                pass

    def _next_try(self, now: datetime) -> datetime:
        """Return when the line may be tried again; failures side by side count once."""
        if self._quiet_until is None or now >= self._quiet_until:
            self._failures += 1
            self._quiet_until = now + backoff(self._failures)
        return self._quiet_until

    def _remember(self, parcel: Parcel, outcome: Outcome, now: datetime) -> None:
        match outcome:
            case Sent():
                self._failures, self._quiet_until = 0, None
            case RateLimited(retry_after=seconds, scope=Scope.CHAT):
                self._held[parcel.chat_id] = now + timedelta(seconds=seconds)
            case Faulty():
                self._held[parcel.chat_id] = now + backoff(parcel.attempts)
            case _:
                pass
