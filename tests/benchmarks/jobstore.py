"""Due reminders and waiting rows against APScheduler's SQLAlchemy job store: SQLite, WAL, 100 000 waiting.

Claim against claim: taking what is due off the store, all at once, nothing sent and no outcome noted (the scheduler
notes none, and removes each job as it hands it over). Write against write: what a meeting's three reminders to its
fifty people need: the scheduler a job for each person, the product a plan for each reminder.
"""

import tempfile
from datetime import timedelta
from itertools import count, islice
from pathlib import Path

from apscheduler.job import Job
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from sqlalchemy import Engine, create_engine, event, text

from storage.repositories import plans
from storage.repositories.plans import Planned
from storage.rules.deliveries import PlanKind
from tests.benchmarks.measuring import Row, Watch, medians
from tests.benchmarks.waiting import NOW, Ledger

PENDING, READY = 100_000, 100
PEOPLE, SLOTS = 50, ("-4320", "-1440", "-120")
ROUNDS = 7
CLAIMS, MEETINGS = 5, 20
"""How often the product does each in a round: the scheduler's hundred and more are as warm as that."""

_COPIES = (
    "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :many),"
    " last AS (SELECT * FROM apscheduler_jobs ORDER BY next_run_time DESC LIMIT 1)"
    " INSERT INTO apscheduler_jobs (id, next_run_time, job_state)"
    " SELECT 'copy-' || n, next_run_time + n, job_state FROM last, numbers"
)
_LATER = NOW + timedelta(days=30)


async def remind(number: int) -> None:
    """What the scheduler would call."""


class Store:
    """The other side: a scheduler that never runs, and its store."""

    def __init__(self, file: Path) -> None:
        self.store = SQLAlchemyJobStore(engine=_engine(file))
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._scheduler.add_jobstore(self.store)
        self.store.start(self._scheduler, "default")
        self._numbers = count()

    def job(self, late: bool) -> Job:
        """A job as ``add_job`` would store it."""
        number = next(self._numbers)
        when = _LATER if late else NOW
        return Job(
            self._scheduler, id=str(number), trigger=DateTrigger(when, timezone="UTC"), executor="default", func=remind,
            args=(number,), kwargs={}, name="remind", misfire_grace_time=None, coalesce=True, max_instances=1,
            next_run_time=when,
        )  # fmt: skip

    def fill(self) -> None:
        """Write the waiting jobs, in one transaction: how they came there is not measured."""
        for _ in range(READY):
            self.store.add_job(self.job(late=False))
        self.store.add_job(self.job(late=True))
        with self.store.engine.begin() as connection:
            connection.execute(text(_COPIES), {"many": PENDING - READY - 1})

    def claim(self) -> float:
        """Return the seconds a due job takes to be read and taken off the store."""
        with Watch() as watch:
            due = self.store.get_due_jobs(NOW)
            for job in due:
                self.store.remove_job(job.id)
        assert len(due) == READY
        for _ in range(READY):
            self.store.add_job(self.job(late=False))
        return watch.seconds / READY

    def write(self) -> float:
        """Return the seconds a meeting's reminders take to be written."""
        with Watch() as watch:
            for _ in range(PEOPLE * len(SLOTS)):
                self.store.add_job(self.job(late=True))
        return watch.seconds


def _engine(file: Path) -> Engine:
    engine = create_engine(f"sqlite:///{file}")

    @event.listens_for(engine, "connect")
    def _wal(connection, _record) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    return engine


async def rows() -> list[Row]:
    """Let both claim and write, in turns."""
    with tempfile.TemporaryDirectory() as folder:
        store, ledger = Store(Path(folder) / "jobs.db"), Ledger(Path(folder) / "ledger.db", READY)
        store.fill()
        await ledger.fill(PENDING)
        subjects = count(1)

        async def claim() -> float:
            with Watch() as watch:
                for _ in range(CLAIMS):
                    await ledger.claim_all(READY)
                    with watch.paused():
                        await ledger.put_back()
            return watch.seconds / READY / CLAIMS

        async def write() -> float:
            with Watch() as watch:
                for subject in islice(subjects, MEETINGS):
                    async with ledger.sessions.begin() as session:
                        reminders = [Planned(PlanKind.REMINDER, 1, subject, _LATER, _LATER, slot) for slot in SLOTS]
                        await plans.add_all(session, reminders)
            return watch.seconds / MEETINGS

        await medians(1, claim, write)
        mine, theirs, mine_written, theirs_written = await medians(ROUNDS, claim, store.claim, write, store.write)
        await ledger.sessions.close()
        store.store.shutdown()
    among = f"{PENDING:,} waiting, {READY} due"
    return [
        Row(f"claiming a due reminder, {among}", f"{mine * 1e6:.1f} µs", f"{theirs * 1e6:.0f} µs: APScheduler",
            theirs / mine, 20, at_least=True),
        Row(f"writing {len(SLOTS)} reminders to {PEOPLE} people", f"{mine_written * 1e3:.2f} ms",
            f"{theirs_written * 1e3:.0f} ms: APScheduler", theirs_written / mine_written, 100, at_least=True),
    ]  # fmt: skip
