"""Claiming due reminders as the outbox does, with a thousand and with a million messages waiting."""

import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from jobs.outbox import BATCH
from tests.benchmarks.measuring import Row, Watch, medians
from tests.benchmarks.waiting import Ledger

FEW, MANY, READY = 1_000, 1_000_000, 400
ROUNDS = 9


async def rows() -> list[Row]:
    """Claim the same number of due messages in both, in turns."""
    with tempfile.TemporaryDirectory() as folder:
        ledgers = [Ledger(Path(folder) / f"{pending}.db", READY) for pending in (FEW, MANY)]
        for ledger, pending in zip(ledgers, (FEW, MANY), strict=True):
            await ledger.fill(pending)
        claimers = [_claimer(ledger) for ledger in ledgers]
        await medians(1, *claimers)
        few, many = await medians(ROUNDS, *claimers)
        for ledger in ledgers:
            await ledger.sessions.close()
    what = f"claiming a due reminder among {MANY:,} waiting"
    return [Row(what, f"{many * 1e6:.0f} µs", f"{few * 1e6:.0f} µs: among {FEW:,}", many / few, 1.3)]


def _claimer(ledger: Ledger) -> Callable[[], Awaitable[float]]:
    async def claim() -> float:
        """Return the seconds a claimed reminder takes."""
        with Watch() as watch:
            await ledger.claim_all(BATCH)
        await ledger.put_back()
        return watch.seconds / READY

    return claim
