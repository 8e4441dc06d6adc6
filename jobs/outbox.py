"""The outbox: wakes, fans out what is due, claims a batch, carries it, and brings orphans back.

Nothing depends on having been awake: rows are the schedule. Ticks never overlap; within one, up to
``CONCURRENCY`` chats are served side by side and each chat in due order.
"""

import asyncio
from collections import defaultdict
from datetime import datetime, timedelta

from jobs.carrying import LEASE, Carrier
from jobs.desk import Desk
from jobs.duty import Duty
from jobs.fanout import Fanout
from jobs.report import Report
from storage.repositories import deliveries, plans, senders
from storage.rules.deliveries import DeliveryState, Parcel
from storage.rules.outcomes import Reason

CONCURRENCY = 4
BATCH = 2 * CONCURRENCY

_ROUNDS = 8
_PLANS_A_TICK = 50
_STEP = timedelta(seconds=5)
"""Less is the ordinary correction of a clock."""


class Outbox:
    """Everything the bot says on its own leaves through here, once."""

    def __init__(self, desk: Desk, *, fans_out: bool = True) -> None:
        self._desk, self._fans_out = desk, fans_out
        self.duty = Duty(desk.sessions, desk.clock, f"send:{desk.sender_id}", desk.owner, alone=desk.exclusive)
        self._fanout = Fanout(desk)
        self._carrier = Carrier(desk)
        self._awake = asyncio.Lock()
        self._closing = False
        self._seen: datetime | None = None

    async def start(self) -> Report:
        """Register the sender, bring orphans back, fan out what the downtime left; return the catch-up."""
        desk, report = self._desk, Report()
        async with desk.sessions.begin() as session:
            now = desk.clock.now()
            await senders.enter(session, desk.sender_id, now)
            report.recovered = await deliveries.recover(session, now, LEASE, everyone=desk.exclusive)
            if desk.exclusive:
                await deliveries.adopt(session, desk.sender_id)
            overdue = (
                await plans.oldest_overdue(session, now),
                await deliveries.oldest_overdue(session, desk.sender_id, now),
            )
            report.oldest = min((moment for moment in overdue if moment is not None), default=None)
        if self._fans_out:
            while await self._fanout.expand_due(report, _PLANS_A_TICK) == _PLANS_A_TICK:
                pass
        return report

    async def fan_out(self) -> Report:
        """Fan out what is due and send nothing; for a process that only minds the clock."""
        report = Report()
        await self._fanout.expand_due(report, _PLANS_A_TICK)
        return report

    async def tick(self) -> Report:
        """Send what is due now; returns at once when another process holds the sender's lease."""
        report = Report()
        async with self._awake:
            if self._closing or not await self.duty.held():
                return report
            await self._mind_the_clock()
            if self._fans_out:
                await self._fanout.expand_due(report, _PLANS_A_TICK)
            for _ in range(_ROUNDS):
                batch = await self._claim(report)
                if not batch or self._closing:
                    await self._carrier.release(batch)
                    break
                await self._carry(batch, report)
        return report

    async def stop(self) -> None:
        """Let what is in flight end and claim nothing more; call it before the scheduler is shut down."""
        self._closing = True
        async with self._awake:
            await self.duty.release()

    async def _mind_the_clock(self) -> None:
        """When the clock was put back, waits measured by it must not become as much longer."""
        before, now = self._seen, self._desk.clock.now()
        if before is not None and before - now > _STEP:
            async with self._desk.sessions.begin() as session:
                await senders.clock_went_back(session, self._desk.sender_id, before - now)
            self._carrier.forget_waits()
            self._desk.log("clock_went_back", seconds=int((before - now).total_seconds()))
        self._seen = now

    async def _claim(self, report: Report) -> list[Parcel]:
        desk = self._desk
        async with desk.sessions.begin() as session:
            now = desk.clock.now()
            report.recovered += await deliveries.recover(session, now, LEASE)
            expired = await deliveries.expire(session, desk.sender_id, now)
            if not await senders.may_send(session, desk.sender_id, now):
                batch = []
            else:
                held = self._carrier.held(now)
                batch = await deliveries.claim(session, desk.sender_id, desk.owner, now, LEASE, BATCH, held)
        if expired:
            report.deliveries[DeliveryState.SKIPPED] += expired
            report.dropped[Reason.EXPIRED] += expired
        return batch

    async def _carry(self, batch: list[Parcel], report: Report) -> None:
        chats: dict[int, list[Parcel]] = defaultdict(list)
        for parcel in batch:
            chats[parcel.chat_id].append(parcel)
        places = asyncio.Semaphore(CONCURRENCY)
        async with asyncio.TaskGroup() as group:
            for queue in chats.values():
                group.create_task(self._serve(queue, places, report))

    async def _serve(self, queue: list[Parcel], places: asyncio.Semaphore, report: Report) -> None:
        async with places:
            try:
                for nth, parcel in enumerate(queue, start=1):
                    if not await self._carrier.carry(parcel, report):
                        await self._carrier.release(queue[nth:])
                        return
            except Exception as error:
                # The rows stay claimed or sending and come back when the lease ends; other chats go on.
                self._desk.log("chat_broke", exc_info=error)
