"""What wakes when: one in-memory scheduler, interval ticks only; it stores nothing, for rows are the schedule."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.combining import OrTrigger
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from jobs import absences, cards, check_in, plan, summaries
from jobs.desk import Desk
from jobs.failures import Failures
from jobs.outbox import Outbox
from jobs.ports import Log

Job = Callable[[], Awaitable[object]]

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """A job and how often it is woken; ``sends`` for what belongs to the processes that send."""

    name: str
    every: timedelta
    job: Job
    sends: bool = False
    failures: Failures = field(default_factory=Failures, compare=False)


def timetable(desk: Desk, outbox: Outbox) -> tuple[Entry, ...]:
    """Return everything the clock asks for; a new job is one line here."""
    return (
        Entry("absences", HOUR, partial(absences.plan_ahead, desk)),
        Entry("summaries", MINUTE, partial(summaries.plan_ahead, desk)),
        Entry("plan_offers", 15 * MINUTE, partial(plan.offer_next_year, desk)),
        Entry("outbox", SECOND, outbox.tick, sends=True),
        Entry("codes", 5 * SECOND, partial(check_in.refresh, desk)),
        Entry("cards", SECOND, partial(outbox.duty.do, partial(cards.sweep, desk)), sends=True),
    )


def start(scheduler: AsyncIOScheduler, entries: Iterable[Entry], log: Log) -> None:
    """Register every entry and start; late wake-ups are never lost, piled-up ones become one.

    Everything is woken at once, then at its intervals: a process that is restarted more often than an interval
    would otherwise never come to the job.
    """
    for entry in entries:
        every = IntervalTrigger(seconds=entry.every.total_seconds(), timezone="UTC")
        scheduler.add_job(
            partial(_until_stopped, entry, log),
            OrTrigger([DateTrigger(timezone="UTC"), every]),
            id=entry.name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
    scheduler.start()


async def _until_stopped(entry: Entry, log: Log) -> None:
    """Run one job; where the scheduler ends it, its transaction is rolled back and the next start does it."""
    with suppress(asyncio.CancelledError):
        await run_safely(entry, log)


async def run_safely(entry: Entry, log: Log) -> None:
    """Run one job; what it raises is logged, ever more seldom in a row, and the next tick comes all the same."""
    try:
        await entry.job()
    except Exception as error:
        # The last line of defence: a job's fault must not silence the scheduler.
        if entry.failures.add(error):
            log("job_failed", job=entry.name, in_a_row=entry.failures.number, exc_info=error)
    else:
        failed = entry.failures.end()
        if failed:
            log("job_works_again", job=entry.name, failed=failed)
