"""kill -9 at random moments under mixed load: nothing lost, nothing done twice, repeats few and marked."""

import os
import random
import signal
from pathlib import Path

import pytest

from tests.crash.judge import Figures
from tests.crash.running import run

ROUNDS = int(os.environ.get("CRASH_ROUNDS", "25"))
SEED = int(os.environ.get("CRASH_SEED", "0")) or random.SystemRandom().randrange(1, 1 << 32)

pytestmark = [pytest.mark.crash, pytest.mark.xdist_group("crash")]


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]):
    """Print past pytest's capture: the figures are part of the result."""

    def say(line: str) -> None:
        with capsys.disabled():
            print(f"\n{line}")

    return say


def check(figures: Figures, bugs: list[str]) -> None:
    assert bugs == []
    assert figures.effects_missing == []
    assert figures.effects_doubled == []
    assert figures.messages_missing == []
    assert figures.late_after_cancel == []
    assert figures.unmarked_repeats == []
    assert figures.most_copies <= 2
    assert figures.messages_doubled <= figures.kills


async def test_killed_at_random_nothing_is_lost_or_done_twice(tmp_path: Path, sqlite_migrated: Path, tell) -> None:
    async with run(tmp_path, sqlite_migrated, SEED) as at_work:
        codes = await at_work.rounds(ROUNDS)
        figures = await at_work.verdict()
    tell(f"kill -9, seed {SEED}: {figures}")
    assert codes == [-signal.SIGKILL] * ROUNDS
    check(figures, at_work.product.bugs)
