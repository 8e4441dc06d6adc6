"""A desk for tests: a clock that stands still, a list courier, occasions that can be turned by hand."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from jobs.desk import Desk
from jobs.occasions import Occasion, drop_after
from jobs.outbox import Outbox
from jobs.ports import Consequences
from storage.clock import FrozenClock
from storage.database import Sessions
from storage.models import Delivery, Plan
from storage.repositories import plans
from storage.repositories.inserting import table_of
from storage.rules.deliveries import CardKind, OnAmbiguous, PlanKind, Priority, Recipient
from tests.fakes.couriers import ListCourier

NOW = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
BOT = 42


@dataclass
class Stand:
    """Everything one test of the outbox touches."""

    sessions: Sessions
    organisation_id: int
    courier: ListCourier = field(default_factory=ListCourier)
    clock: FrozenClock = field(default_factory=lambda: FrozenClock(NOW))
    people: list[Recipient] = field(default_factory=lambda: [Recipient(1, 0, 1)])
    objection: object = None
    faults: list[Exception] = field(default_factory=list)
    followed: list[tuple] = field(default_factory=list)
    logged: list[str] = field(default_factory=list)

    def desk(self, owner: str = "me", *, exclusive: bool = True) -> Desk:
        return Desk(
            self.sessions,
            self.courier,
            self.clock,
            BOT,
            owner,
            exclusive,
            Consequences(self._gone, self._migrated),
            lambda event, /, **_facts: self.logged.append(event),
            self._occasions(),
        )

    async def outbox(self, owner: str = "me", *, exclusive: bool = True) -> Outbox:
        box = Outbox(self.desk(owner, exclusive=exclusive))
        await box.start()
        return box

    async def plan(self, kind=PlanKind.REMINDER, due=NOW, subject=1, slot="-120", useful=2 * HOUR) -> None:
        async with self.sessions.begin() as session:
            await plans.add(
                session, kind, self.organisation_id, subject, slot=slot, due_at=due, expires_at=due + useful
            )

    async def deliveries(self, *columns: str) -> list:
        return await self._rows(table_of(Delivery), columns)

    async def plans(self, *columns: str) -> list:
        return await self._rows(table_of(Plan), columns)

    async def _rows(self, table, columns) -> list:
        async with self.sessions.read() as session:
            wanted = select(*(table.c[name] for name in columns)).order_by(table.c.id)
            found = await (await session.connection()).execute(wanted)
            return [row[0] if len(columns) == 1 else tuple(row) for row in found]

    def _occasions(self) -> dict[PlanKind, Occasion]:
        kinds = {
            PlanKind.REMINDER: OnAmbiguous.ASSUME,
            PlanKind.MEETING_NOTICE: OnAmbiguous.RESEND,
            PlanKind.CHANGE_NOTICE: lambda plan: OnAmbiguous.RESEND if plan.slot == "last" else OnAmbiguous.ASSUME,
        }
        found = {
            kind: Occasion(Priority.REMINDER, policy, self._recipients, self._still_holds, group_card=CardKind.MEETING)
            for kind, policy in kinds.items()
        }
        found[PlanKind.WEEKLY_SUMMARY] = Occasion(
            Priority.SUMMARY, OnAmbiguous.ASSUME, self._recipients, late=drop_after(HOUR)
        )
        return found

    async def _recipients(self, _session, _plan, _now):
        if self.faults:
            raise self.faults.pop(0)
        return self.people

    async def _still_holds(self, _session, _parcel, _now):
        return self.objection

    async def _gone(self, _session, parcel, reason, _now) -> None:
        self.followed.append((parcel.chat_id, reason))

    async def _migrated(self, _session, old, new, _now) -> None:
        self.followed.append((old, new))
