"""PostgreSQL without room, with a lock held by somebody else, or ended under the running product.

Nothing told as saved is lost, the others get words, and the work goes on by itself.
"""

import logging
import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from bot.texts.answers import ATTENDING
from bot.texts.basics import AFTER_RESTART
from bot.texts.refusals import NOT_TAKEN, UNSAVED
from jobs.duty import LEASE
from storage import postgres
from storage.database import Sessions
from storage.models import Answer, Meeting
from storage.trouble import Trouble, trouble_of
from tests.bot import conversation
from tests.bot.conversation import Town, town
from tests.bot.test_storage_trouble import fill
from tests.crash.judge import read_journal
from tests.crash.running import Ground, run
from tests.crash.test_kills import LEASE as SHORT_LEASE
from tests.crash.test_kills import ROUNDS, SEED
from tests.fakes import databases
from tests.fakes.lines import line_to
from tests.fakes.postgres import Server, serving

pytestmark = [pytest.mark.crash, pytest.mark.postgres]

LINE = "/schedule 党员大会 12月5日15:00 主题："
OUTAGES = max(4, ROUNDS // 8)
_NUMBERS = count()


@pytest.fixture(scope="module")
def disk() -> Iterator[Path | None]:
    """A small file system of its own, None where the machine does not let us have one."""
    with TemporaryDirectory(prefix="pg-") as directory:
        mount = ["mount", "-t", "tmpfs", "-o", "size=128m", "none", directory]
        if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
            yield None
            return
        yield Path(directory)
        subprocess.run(["umount", "-l", directory], check=True)


@pytest.fixture(scope="module")
def server(disk: Path | None, postgres_url: str) -> Iterator[Server]:
    """A server whose commits outlive its own death, on the small disk where there is one."""
    options = "-c synchronous_commit=on -c max_wal_size=32MB -c min_wal_size=32MB"
    with (
        TemporaryDirectory(prefix="pg-") as elsewhere,
        serving(disk or Path(elsewhere), lambda _place: options) as made,
    ):
        yield made


async def a_database(server: Server) -> str:
    """Make an empty database and return its URL."""
    name = f"d_{next(_NUMBERS)}"
    await databases.ask(server.url, f"CREATE DATABASE {name}")
    return server.url.format(name)


@pytest.fixture
async def place(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Town]:
    """A town whose data are in a database of that server, and whose product waits for a lock for a second."""
    monkeypatch.setattr(conversation, "lent", await a_database(server))
    monkeypatch.setattr(postgres, "LOCK_PATIENCE", 1000)
    async with town(tmp_path) as made:
        yield made


@asynccontextmanager
async def somebody_else(place: Town, statement: str) -> AsyncIterator[None]:
    """Hold the locks a statement takes, in a session that the product knows nothing of."""
    sessions = Sessions(conversation.lent)
    async with sessions.begin() as session:
        await session.execute(text(statement))
        yield
    await sessions.close()


async def announce(place: Town, theme: str = "学习") -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, LINE + theme)
    await secretary.tap("发布", secretary.private)
    await place.settle()


async def unanswered(place: Town, words: str) -> None:
    """Say something that cannot be stored: Telegram keeps what is not confirmed."""
    secretary, place.cast.patience = place["李书记"], 3
    with pytest.raises(TimeoutError):
        await secretary.say(secretary.private, words)
    place.cast.patience = 60


async def answers(place: Town) -> int:
    async with place.sessions.read() as session:
        return len((await session.exec(select(Answer.meeting_id))).all())


async def drafted(place: Town, theme: str) -> int:
    async with place.sessions.read() as session:
        return len((await session.exec(select(Meeting.id).where(col(Meeting.theme) == theme))).all())


async def test_on_a_server_whose_disk_is_full_nothing_told_as_saved_is_lost(
    place: Town, disk: Path | None, server: Server
) -> None:
    if disk is None:
        pytest.skip("this account may not make a small disk")
    await announce(place)
    await place["孙党员"].tap("参加", place.group)
    await place.later(seconds=5)
    fill(disk / "filler")
    # Longer than what is left of any page: the server must ask for more.
    await unanswered(place, LINE.replace(" ", " " * 3000, 1) + "满")
    assert place.words("李书记")[-1] == NOT_TAKEN["full"]
    assert await answers(place) == 1
    (disk / "filler").unlink()
    await place.cast.settle()
    assert await drafted(place, "满") == 1
    server.stop()
    server.start()
    await place["周党员"].tap("参加", place.group)
    assert await answers(place) == 2


async def test_a_tap_that_waits_for_somebody_else_s_lock_says_so_and_can_be_done_again(place: Town) -> None:
    await announce(place)
    member = place["孙党员"]
    async with somebody_else(place, "LOCK TABLE answer IN ACCESS EXCLUSIVE MODE"):
        await member.tap("参加", place.group)
        assert (member.toast.text, member.toast.alert) == (UNSAVED["busy"], True)
    assert await answers(place) == 0
    await member.tap("参加", place.group)
    assert await answers(place) == 1


async def test_what_cannot_be_received_for_a_lock_is_said_and_handled_when_it_is_gone(place: Town) -> None:
    async with somebody_else(place, "LOCK TABLE incoming IN ACCESS EXCLUSIVE MODE"):
        await unanswered(place, f"{LINE}锁")
        assert place.words("李书记")[-1] == NOT_TAKEN["busy"]
    await place.cast.settle()
    assert await drafted(place, "锁") == 1


async def test_a_server_that_dies_and_comes_back_has_lost_nothing_and_all_goes_on_by_itself(
    place: Town, server: Server
) -> None:
    await announce(place)
    member, other = place["孙党员"], place["周党员"]
    await member.tap("参加", place.group)
    server.stop()
    place.clock.advance(LEASE / 2)  # whoever fetches must know whether it still may, and cannot ask
    await unanswered(place, f"{LINE}断")
    assert place.words("李书记")[-1] == NOT_TAKEN["away"]
    place.cast.patience = 3
    with pytest.raises(TimeoutError):
        await other.tap("参加", place.group)
    assert (other.toast.text, other.toast.alert) == (UNSAVED["away"], True)
    server.start()
    place.cast.patience = 60
    await place.settle()
    assert (await drafted(place, "断"), await answers(place)) == (1, 2)


async def test_a_line_that_breaks_at_any_commit_leaves_nobody_with_a_wrong_word(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Whether the commit came through is known to the database alone: it is asked, before anybody is told.

    A tap whose receipt is in doubt may be lost after minutes: its member is told to tap again.
    """
    caplog.set_level(logging.INFO, "bot")
    url, asked, seen = await a_database(server), 0, set()
    async with line_to(server.place) as (line, directory):
        monkeypatch.setattr(conversation, "lent", url.replace(str(server.place), directory))
        async with town(tmp_path) as place:
            member, right = place["孙党员"], {ATTENDING, AFTER_RESTART}
            for obeyed in (True, False):
                for commit in count(1):
                    await announce(place, f"{commit}{obeyed}")
                    caplog.clear()
                    line.break_at(commit, obeyed=obeyed)
                    await member.tap("参加", place.group)
                    await place.cast.settle()
                    asked, broke = asked + 1, line.mend()
                    events = {record.msg["event"] for record in caplog.records if record.name == "bot"}
                    allowed = right | {UNSAVED["away"]} if "poll_failed" in events else right
                    told = member.toast.text
                    assert (obeyed, commit, told, told in allowed) == (obeyed, commit, told, True)
                    assert await answers(place) == asked
                    seen |= events
                    if not broke:
                        break
    assert "in_doubt" in seen


async def test_a_process_frozen_in_a_transaction_keeps_its_locks_for_a_while_only(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "IDLE_PATIENCE", 300)
    frozen, other = (Sessions(server.url.format("postgres")) for _ in range(2))
    lock = text("SELECT pg_advisory_xact_lock(7)")
    async with frozen.read() as session:
        await session.execute(lock)
        async with other.begin() as waiting:
            await waiting.execute(lock)
        with pytest.raises(DBAPIError) as raised:
            await session.execute(lock)
    assert trouble_of(raised.value) is Trouble.AWAY
    await frozen.close()
    await other.close()


async def test_a_server_that_dies_under_load_loses_nothing_but_what_was_told_as_unsaved(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    ground = Ground(tmp_path, await a_database(server), SHORT_LEASE)
    await databases.migrate(ground.url)
    async with run(ground, SEED) as at_work:
        await at_work.outages(OUTAGES, server)
        figures = await at_work.verdict()
        unsaved = [one for one in read_journal(at_work.stage.journal) if one.text in UNSAVED.values()]
    with capsys.disabled():
        print(f"\n{OUTAGES} times the server died, {len(unsaved)} told, seed {SEED}: {figures}")
    # An update also counts as failed where its effect was saved and told, and only the redrawing was not.
    missing = [one for one in figures.effects_missing if not one.endswith(" failed")]
    assert len(missing) <= len(unsaved)
    assert [one for one in missing if one.startswith("update ")] == []
    assert [one for one in figures.messages_missing if "'preview'" not in one and "'help'" not in one] == []
    assert (figures.effects_doubled, figures.unmarked_repeats, figures.most_copies <= 2) == ([], [], True)
