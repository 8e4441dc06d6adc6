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
        woken.set()

    scheduler = AsyncIOScheduler(timezone="UTC")
    entry = Entry("job", timedelta(milliseconds=10), job)
    timetable.start(scheduler, [entry], lambda event, /, **facts: logged.append((event, facts["job"])))
    registered = scheduler.get_job("job")
    assert (registered.coalesce, registered.max_instances, registered.misfire_grace_time) == (True, 1, None)
    await asyncio.wait_for(woken.wait(), 5)
    scheduler.shutdown(wait=False)
    assert logged == [("job_failed", "job")]
