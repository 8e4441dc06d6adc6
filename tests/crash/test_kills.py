"""Processes killed, frozen and stopped under mixed load: nothing lost, nothing done twice, repeats few and marked.

``CRASH_ROUNDS`` sets how many kills there are, ``CRASH_SEED`` repeats a run.
"""

import os
import random
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.crash.judge import Figures
from tests.crash.running import run

ROUNDS = int(os.environ.get("CRASH_ROUNDS", "25"))
SEED = int(os.environ.get("CRASH_SEED", "0")) or random.SystemRandom().randrange(1, 1 << 32)
STOPS, FREEZES = max(3, ROUNDS // 8), max(2, ROUNDS // 12)
LEASE, FROZEN = 1.0, 2.0

pytestmark = [pytest.mark.crash, pytest.mark.xdist_group("crash")]

Tell = Callable[[str, Figures], None]


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Tell:
    """Print past pytest's capture: the figures are part of the result."""

    def say(what: str, figures: Figures) -> None:
        with capsys.disabled():
            print(f"\n{what}, seed {SEED}: {figures}")

    return say


def check(figures: Figures, bugs: list[str]) -> None:
    """Hold the figures against the bars that every run must keep."""
    assert bugs == []
    assert figures.losses == []
    assert figures.unmarked_repeats == []
    assert figures.most_copies <= 2


async def test_killed_at_random_nothing_is_lost_or_done_twice(
    tmp_path: Path, sqlite_migrated: Path, tell: Tell
) -> None:
    async with run(tmp_path, sqlite_migrated, SEED) as at_work:
        codes = await at_work.rounds(ROUNDS)
        figures = await at_work.verdict()
    tell("kill -9", figures)
    assert codes == [-signal.SIGKILL] * ROUNDS
    check(figures, at_work.product.bugs)
    assert figures.messages_doubled <= figures.kills


async def test_stopped_politely_nothing_is_lost_or_said_twice(
    tmp_path: Path, sqlite_migrated: Path, tell: Tell
) -> None:
    async with run(tmp_path, sqlite_migrated, SEED) as at_work:
        codes = await at_work.rounds(STOPS, signal.SIGTERM)
        figures = await at_work.verdict()
    tell("SIGTERM", figures)
    assert codes == [0] * STOPS
    check(figures, at_work.product.bugs)
    assert figures.repeated == []


async def test_frozen_beyond_its_leases_nothing_is_lost(tmp_path: Path, sqlite_migrated: Path, tell: Tell) -> None:
    async with run(tmp_path, sqlite_migrated, SEED, lease=LEASE) as at_work:
        await at_work.freezes(FREEZES, FROZEN)
        figures = await at_work.verdict()
    tell("SIGSTOP", figures)
    check(figures, at_work.product.bugs)


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        ("confirm_before_storing", "effects_missing"),
        ("forget_the_mark", "effects_doubled"),
        ("mark_before_sending", "messages_missing"),
    ],
)
async def test_the_judge_finds_a_planted_fault(
    tmp_path: Path, sqlite_migrated: Path, tell: Tell, fault: str, found: str
) -> None:
    async with run(tmp_path, sqlite_migrated, SEED, fault=fault) as at_work:
        await at_work.rounds(2)
        figures = await at_work.verdict()
    tell(fault, figures)
    assert getattr(figures, found) != []
