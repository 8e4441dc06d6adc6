import asyncio
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from jobs import timetable
from jobs.timetable import Entry


async def test_every_job_has_its_own_name(stand):
    entries = timetable.timetable(stand.desk(), await stand.outbox())
    names = [entry.name for entry in entries]
    assert len(names) == len(set(names))


async def test_a_job_that_fails_is_logged_and_wakes_again():
    woken, logged = asyncio.Event(), []
    runs = 0

    async def job():
        nonlocal runs
        runs += 1
        if runs == 1:
            raise KeyError("first")
        if runs == 3:
            woken.set()

    scheduler = AsyncIOScheduler(timezone="UTC")
    entry = Entry("job", timedelta(milliseconds=10), job)
    timetable.start(scheduler, [entry], lambda event, /, **facts: logged.append((event, facts["job"])))
    registered = scheduler.get_job("job")
    assert (registered.coalesce, registered.max_instances, registered.misfire_grace_time) == (True, 1, None)
    await asyncio.wait_for(woken.wait(), 5)
    scheduler.shutdown(wait=False)
    assert logged == [("job_failed", "job"), ("job_works_again", "job")]


async def test_a_row_of_failures_is_told_ever_more_seldom_and_its_end_with_their_number():
    logged, errors = [], [*(OSError() for _ in range(9)), None, *(OSError() for _ in range(2)), KeyError(), None, None]
    left = iter(errors)

    async def job():
        error = next(left)
        if error is not None:
            raise error

    def log(event, /, **facts):
        logged.append((event, facts.get("in_a_row", facts.get("failed"))))

    entry = Entry("job", timetable.SECOND, job)
    for _ in errors:
        await timetable.run_safely(entry, log)
    failed, again = "job_failed", "job_works_again"
    assert logged == [
        *((failed, number) for number in (1, 2, 4, 8)),
        (again, 9),
        *((failed, number) for number in (1, 2, 3)),
        (again, 3),
    ]
