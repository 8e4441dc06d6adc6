"""Processes killed, frozen and stopped under mixed load: nothing lost, nothing done twice, repeats few and marked.

``CRASH_ROUNDS`` sets how many kills there are, ``CRASH_SEED`` repeats a run.
"""

import os
import random
import re
import shutil
import signal
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.roles import Role
from tests.crash.judge import Figures
from tests.crash.product import Orders
from tests.crash.running import Ground, fleet, run
from tests.fakes.databases import ENGINES, lent_database

ROUNDS = int(os.environ.get("CRASH_ROUNDS", "25"))
SLOWER_ROUNDS = int(os.environ.get("CRASH_ROUNDS", "12"))
"""On PostgreSQL, where whoever comes next waits until the leases of the dead are over."""
SEED = int(os.environ.get("CRASH_SEED", "0")) or random.SystemRandom().randrange(1, 1 << 32)
SEVERAL_ROUNDS = max(6, ROUNDS // 2)
APART = max(3, ROUNDS // 8)
STOPS, FREEZES = max(3, ROUNDS // 8), max(2, ROUNDS // 12)
LEASE, FROZEN = 1.0, 2.0
ROLES = [Role.WEB, Role.WORK, Role.WORK, Role.WORK, Role.CLOCK, Role.CLOCK]

SEVERAL_LEASE, SEVERAL_FROZEN = 2.0, 3.0
"""Longer with several processes: on two cores all of them may be late at once."""

ON_SQLITE, ON_POSTGRESQL = (pytest.mark.parametrize("ground", [engine], indirect=True) for engine in ENGINES)

pytestmark = pytest.mark.crash

_TROUBLE = re.compile(r"^\S+ (warning|error|critical) ")

Tell = Callable[[str, Figures], None]


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Tell:
    """Print past pytest's capture: the figures are part of the result."""

    def say(what: str, figures: Figures) -> None:
        with capsys.disabled():
            print(f"\n{what}, seed {SEED}: {figures}")

    return say


@pytest.fixture(params=ENGINES)
def ground(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ground]:
    """A folder with an empty database, of each engine in turn unless a test asks for one."""
    (tmp_path / "data").mkdir(mode=0o700)
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("sqlite_migrated"), tmp_path / "data" / "sanhui.db")
        yield Ground(tmp_path)
    else:
        with lent_database(request) as url:
            yield Ground(tmp_path, url, LEASE)


def check(figures: Figures, bugs: list[str]) -> None:
    """Hold the figures against the bars that every run must keep."""
    assert bugs == []
    assert figures.losses == []
    assert figures.unmarked_repeats == []
    assert figures.most_copies <= 2


async def test_killed_at_random_nothing_is_lost_or_done_twice(ground: Ground, tell: Tell) -> None:
    kills = SLOWER_ROUNDS if ground.url else ROUNDS
    async with run(ground, SEED) as at_work:
        codes = await at_work.rounds(kills)
        figures = await at_work.verdict()
    tell(f"kill -9, {ground.engine}", figures)
    assert codes == [-signal.SIGKILL] * kills
    check(figures, at_work.product.bugs)
    assert figures.messages_doubled <= figures.kills


@ON_SQLITE
async def test_what_the_command_line_begins_is_killed_and_loses_nothing(ground: Ground, tell: Tell) -> None:
    async with run(ground, SEED, commanded=True) as at_work:
        codes = await at_work.rounds(2)
        figures = await at_work.verdict()
    tell("kill -9 of python -m bot run", figures)
    assert codes == [-signal.SIGKILL] * 2
    check(figures, at_work.product.bugs)


async def test_stopped_politely_nothing_is_lost_or_said_twice(ground: Ground, tell: Tell) -> None:
    async with run(ground, SEED) as at_work:
        codes = await at_work.rounds(STOPS, signal.SIGTERM)
        figures = await at_work.verdict()
    tell(f"SIGTERM, {ground.engine}", figures)
    assert codes == [0] * STOPS
    assert [line for line in at_work.product.log if _TROUBLE.search(line)] == []
    check(figures, at_work.product.bugs)
    assert figures.repeated == []


async def test_frozen_beyond_its_leases_nothing_is_lost(ground: Ground, tell: Tell) -> None:
    async with run(ground, SEED, Orders(lease=LEASE)) as at_work:
        await at_work.freezes(FREEZES, FROZEN)
        figures = await at_work.verdict()
    tell(f"SIGSTOP, {ground.engine}", figures)
    check(figures, at_work.product.bugs)


@ON_POSTGRESQL
async def test_several_processes_killed_and_frozen_lose_and_double_nothing(ground: Ground, tell: Tell) -> None:
    async with fleet(ground, SEED, [Orders(role, SEVERAL_LEASE) for role in ROLES]) as at_work:
        await at_work.rounds(SEVERAL_ROUNDS, FREEZES, SEVERAL_FROZEN)
        figures = await at_work.verdict()
    tell(f"{len(ROLES)} processes, {at_work.freezes} frozen", figures)
    check(figures, at_work.bugs)
    assert figures.messages_doubled <= figures.kills + at_work.freezes


@ON_POSTGRESQL
async def test_several_processes_stopped_politely_say_nothing_twice(ground: Ground, tell: Tell) -> None:
    async with fleet(ground, SEED, [Orders(role, 30.0) for role in ROLES]) as at_work:
        codes = await at_work.stops(STOPS)
        figures = await at_work.verdict()
    tell(f"{len(ROLES)} processes, SIGTERM", figures)
    assert codes == [0] * STOPS
    check(figures, at_work.bugs)
    assert figures.repeated == []


@ON_POSTGRESQL
async def test_processes_whose_clocks_are_hours_apart_lose_and_double_nothing(ground: Ground, tell: Tell) -> None:
    hour = timedelta(hours=1)
    roles = (Role.WEB, Role.WORK, Role.WORK, Role.CLOCK, Role.CLOCK)
    orders = [
        Orders(role, LEASE, ahead=ahead) for role, ahead in zip(roles, (hour, hour, -hour, -hour, hour), strict=True)
    ]
    async with fleet(ground, SEED, orders) as at_work:
        await at_work.rounds(APART, 0, 0.0)
        figures = await at_work.verdict()
    tell(f"{len(orders)} processes whose clocks are apart", figures)
    check(figures, at_work.bugs)
    assert figures.messages_doubled <= figures.kills


@ON_SQLITE
@pytest.mark.parametrize(
    ("fault", "found"),
    [
        ("confirm_before_storing", "effects_missing"),
        ("forget_the_mark", "effects_doubled"),
        ("mark_before_sending", "messages_missing"),
    ],
)
async def test_the_judge_finds_a_planted_fault(ground: Ground, tell: Tell, fault: str, found: str) -> None:
    async with run(ground, SEED, Orders(fault=fault)) as at_work:
        await at_work.rounds(2)
        figures = await at_work.verdict()
    tell(fault, figures)
    assert getattr(figures, found) != []
