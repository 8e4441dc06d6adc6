"""Whole-tree compliance: every obligation of every branch over twelve months, by ``sanhui compliance --json``.

The command is a process of its own, its answer thrown away; its memory is the most it ever held. What is held against
the bar is processor time, which neighbours on the machine do not lengthen. A plain roll-up in SQL (meetings counted
by branch, month and activity, and nothing judged) is the floor.
"""

import os
import sqlite3
import subprocess
import sys
from dataclasses import dataclass

from storage.database import sqlite_path
from tests.benchmarks import world
from tests.benchmarks.measuring import Row, Watch
from tests.crash.children import ROOT

SMALL, LARGE = 1_000, 10_000
BAR_SECONDS = 60.0
ROLL_UP = (
    "SELECT organisation_id, substr(local_day, 1, 7), activity, count(*), sum(present_count), sum(expected_count)"
    " FROM meeting JOIN credit ON meeting_id = meeting.id GROUP BY 1, 2, 3"
)


@dataclass(frozen=True, slots=True)
class Audit:
    """What one audit took: seconds elapsed and of processor, the most MB held."""

    elapsed: float
    computing: float
    memory: float


async def rows() -> list[Row]:
    """Measure a small and a large tree."""
    small, large = [await world.made(count) for count in (SMALL, LARGE)]
    little, much = _audit(small), _audit(large)
    floor = _roll_up(large)
    return [
        Row(
            f"whole-tree compliance, {LARGE:,} branches × {world.MONTHS} months",
            f"{much.computing:.0f} s of processor ({much.elapsed:.0f} s elapsed)",
            f"{BAR_SECONDS:.0f} s allowed",
            much.computing / BAR_SECONDS,
            1.0,
        ),
        Row(
            "its most memory",
            f"{much.memory:.0f} MB",
            f"{little.memory:.0f} MB: {SMALL:,} branches",
            much.memory / little.memory,
            1.1,
        ),
        Row(
            "the same against counting alone",
            f"{much.computing:.0f} s",
            f"{floor:.1f} s: GROUP BY in SQL, nothing judged",
            much.computing / floor,
        ),
    ]


def _audit(url: str) -> Audit:
    """Audit everything once."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SANHUI_")}
    command = [sys.executable, "-m", "bot", "compliance", "--json", "--as-of", world.AS_OF.isoformat()]
    with Watch() as watch:
        child = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.DEVNULL, env=environment | {"SANHUI_DATABASE_URL": url}
        )
        _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0
    return Audit(watch.seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def _roll_up(url: str) -> float:
    with sqlite3.connect(str(sqlite_path(url))) as connection, Watch() as watch:
        assert len(connection.execute(ROLL_UP).fetchall()) > LARGE
    return watch.seconds
