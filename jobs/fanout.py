"""From plan to deliveries: one transaction per plan, oldest first, later overdue slots overtaking older ones."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from jobs.desk import Desk
from jobs.report import Report
from storage.models.plan import Plan
from storage.repositories import deliveries, plans
from storage.rules.deliveries import MOST_FAULTS, PlanState
from storage.rules.outcomes import Reason


class Fanout:
    """Expands due plans; a plan whose expansion breaks is retried a few times and blocks nobody."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._faults: dict[int, int] = {}

    async def expand_due(self, report: Report, most: int) -> int:
        """Expand up to ``most`` due plans; return how many were taken."""
        broken: set[int] = set()
        for taken in range(most):
            if not await self._expand_next(report, broken):
                return taken
        return most

    async def _expand_next(self, report: Report, broken: set[int]) -> bool:
        plan_id = 0
        try:
            async with self._desk.sessions.begin() as session:
                now = self._desk.clock.now()
                plan = await plans.take_due(session, now, leave=broken)
                if plan is None:
                    return False
                plan_id = plan.id
                state, reason = await self._expand(session, plan, now)
        except Exception as error:
            # One noun's fault must not hold back every other noun's messages behind it.
            if not plan_id:
                raise
            broken.add(plan_id)
            self._desk.log("plan_broke", plan_id=plan_id, exc_info=error)
            await self._count_fault(plan_id, report)
            return True
        self._faults.pop(plan_id, None)
        _note(report, state, reason)
        return True

    async def _expand(self, session: AsyncSession, plan: Plan, now: datetime) -> tuple[PlanState, Reason | None]:
        state, reason = await self._verdict(session, plan, now)
        occasion = self._desk.occasions[plan.kind]
        if state is PlanState.EXPANDED and (until := await occasion.rests_until(session, plan, now)):
            await plans.put_back(session, plan, until)
            return PlanState.PENDING, None
        if state is PlanState.EXPANDED:
            people = await occasion.recipients(session, plan, now)
            ambiguity = occasion.ambiguity(plan)
            await deliveries.fan_out(session, plan, self._desk.sender_id, people, occasion.priority, ambiguity)
            state, reason = (state, None) if people else (PlanState.SKIPPED, Reason.NOBODY)
        if reason is not None:
            await plans.drop(session, plan.id, state, reason)
        return state, reason

    async def _verdict(self, session: AsyncSession, plan: Plan, now: datetime) -> tuple[PlanState, Reason | None]:
        if plan.expires_at <= now:
            return PlanState.SKIPPED, Reason.EXPIRED
        if await plans.is_overtaken(session, plan, now):
            return PlanState.SUPERSEDED, Reason.SUPERSEDED
        reason = self._desk.occasions[plan.kind].late(plan, now)
        return (PlanState.EXPANDED, None) if reason is None else (PlanState.SKIPPED, reason)

    async def _count_fault(self, plan_id: int, report: Report) -> None:
        self._faults[plan_id] = self._faults.get(plan_id, 0) + 1
        if self._faults[plan_id] < MOST_FAULTS:
            return
        del self._faults[plan_id]
        async with self._desk.sessions.begin() as session:
            await plans.drop(session, plan_id, PlanState.SKIPPED, Reason.FAULT)
        _note(report, PlanState.SKIPPED, Reason.FAULT)


def _note(report: Report, state: PlanState, reason: Reason | None) -> None:
    report.plans[state] += 1
    if reason is not None:
        report.dropped[reason] += 1
