"""The weekly summary of one branch: composed in a database of its own, and in one that holds ten thousand branches."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import date

from bot.actions import summaries
from bot.letters.summaries import text
from storage.database import Sessions
from storage.repositories import summaries as rows_of_summaries
from storage.rules.terms import SummaryKind
from tests.benchmarks import world
from tests.benchmarks.measuring import Row, Watch, medians

ALONE, AMONG = 1, 10_000
ROUNDS, REPEATS = 9, 10
WEEK = date(world.YEAR, 12, 15)


async def rows() -> list[Row]:
    """Compose the same branch's summary in both, in turns."""
    async with AsyncExitStack() as stack:
        composers = []
        for count in (ALONE, AMONG):
            sessions = Sessions(await world.made(count))
            stack.push_async_callback(sessions.close)
            composers.append(await _composer(sessions, world.branch_ids(count)[-1]))
        await medians(1, *composers)
        alone, among = await medians(ROUNDS, *composers)
    what = f"weekly summary of one branch among {AMONG:,}"
    return [Row(what, f"{among * 1e3:.1f} ms", f"{alone * 1e3:.1f} ms: the only branch", among / alone, 1.3)]


async def _composer(sessions: Sessions, branch: int) -> Callable[[], Awaitable[float]]:
    async with sessions.begin() as session:
        row = await rows_of_summaries.of(session, branch, SummaryKind.WEEKLY, WEEK, world.NOW)

    async def compose() -> float:
        """Return the seconds one summary takes, from the tables to its words."""
        with Watch() as watch:
            for _ in range(REPEATS):
                async with sessions.read() as session:
                    assert text(await summaries.tell(session, row, world.NOW))
        return watch.seconds / REPEATS

    return compose
