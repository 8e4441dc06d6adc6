"""When the database has no room or no time: what was told as saved is saved, the rest is said and can be done again."""

import errno
import os
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from bot import app
from bot.rehearsal.people import Person
from bot.settings import Settings
from bot.texts.refusals import NOT_TAKEN, UNSAVED
from storage import schema
from storage.database import Sessions
from storage.models import Answer, Meeting
from storage.repositories import backlogs
from storage.trouble import trouble_of
from tests.bot.conversation import TOKEN, Town, town


def failing(name: str) -> OperationalError:
    """The error SQLAlchemy makes of SQLite's."""
    error = sqlite3.OperationalError("as the driver says it")
    error.sqlite_errorname = name
    return OperationalError("INSERT", {}, error)


class Shaky:
    """A database in trouble for a number of transactions, after letting some pass; counts the transactions."""

    def __init__(self) -> None:
        self.passing, self.failing, self.error = 0, 0, failing("SQLITE_FULL")

    def commit(self) -> None:
        if self.passing:
            self.passing -= 1
        elif self.failing:
            self.failing -= 1
            raise self.error


SHAKY = Shaky()


class ShakySessions(Sessions):
    """Doors whose commits fail as told."""

    @asynccontextmanager
    async def begin(self) -> AsyncIterator:
        async with super().begin() as session:
            yield session
            SHAKY.commit()


@pytest.fixture
async def shaky(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Town]:
    monkeypatch.setattr(app, "Sessions", ShakySessions)
    async with town(tmp_path) as made:
        yield made
        SHAKY.passing = SHAKY.failing = 0


async def announce(place: Town, theme: str = "学习") -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, f"/schedule 党员大会 12月5日15:00 主题：{theme}")
    await secretary.tap("发布", secretary.private)
    await place.settle()


async def answers(place: Town) -> int:
    async with place.sessions.read() as session:
        return len((await session.exec(select(Answer.meeting_id))).all())


@pytest.mark.parametrize(
    ("name", "word"), [("SQLITE_FULL", "full"), ("SQLITE_BUSY", "busy"), ("SQLITE_IOERR_WRITE", "away")]
)
async def test_a_tap_that_cannot_be_saved_says_so_and_can_be_done_again(shaky: Town, name: str, word: str) -> None:
    await announce(shaky)
    SHAKY.error = failing(name)
    SHAKY.passing, SHAKY.failing = 2, 1  # the receipt is stored and taken up, the answer is not
    member = shaky["孙党员"]
    await member.tap("参加", shaky.group)
    assert (member.toast.text, member.toast.alert) == (UNSAVED[word], True)
    assert await answers(shaky) == 0
    await member.tap("参加", shaky.group)
    assert await answers(shaky) == 1
    async with shaky.sessions.read() as session:
        assert (await backlogs.unread(session))[0] == 1


async def test_a_command_that_cannot_be_saved_says_so_and_is_not_done_behind_the_person_s_back(shaky: Town) -> None:
    secretary = shaky["李书记"]
    SHAKY.error = failing("SQLITE_FULL")
    SHAKY.passing, SHAKY.failing = 2, 2  # nor can it be noted at once that it failed
    await secretary.say(secretary.private, "/schedule 党员大会 12月5日15:00 主题：学习")
    assert shaky.words("李书记")[-1] == UNSAVED["full"]
    await shaky.settle()
    await secretary.say(secretary.private, "/schedule 党员大会 12月5日15:00 主题：学习")
    async with shaky.sessions.read() as session:
        assert len((await session.exec(select(Meeting.id))).all()) == 1
        assert (await backlogs.unread(session))[0] == 1


async def test_what_cannot_even_be_received_is_said_and_handled_when_there_is_room_again(shaky: Town) -> None:
    secretary = shaky["李书记"]
    SHAKY.error = failing("SQLITE_FULL")
    SHAKY.passing, SHAKY.failing = 0, 1
    await secretary.say(secretary.private, "/schedule 党员大会 12月5日15:00 主题：学习")
    said = shaky.words("李书记")
    assert NOT_TAKEN["full"] in said
    assert "主题：学习" in said[-1]


@pytest.mark.parametrize(
    ("state", "trouble"),
    [
        ("53100", "full"),
        ("55P03", "busy"),
        ("40P01", "busy"),
        ("08006", "away"),
        ("23505", None),
    ],
)
def test_troubles_of_the_other_engine_are_told_by_their_codes(state: str, trouble: str | None) -> None:
    driver = Exception("as the driver says it")
    driver.sqlstate = state
    assert trouble_of(OperationalError("INSERT", {}, driver)) == trouble


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with a few megabytes, where the machine lets us have one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m", "none", str(place)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this account may not make a small disk")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill(filler: Path) -> None:
    """Write until there is no room."""
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(b"x" * 4096):
                pass
        except OSError as full:
            assert full.errno == errno.ENOSPC  # noqa: PT017 - any number of writes may go well before it


async def until_full(secretary: Person) -> None:
    """Speak until nothing is answered any more: the database's own pages have some room left."""
    for _ in range(40):
        await secretary.say(secretary.private, "/schedule 党员大会 12月5日15:00 主题：学习")


@pytest.mark.sqlite_only
async def test_on_a_disk_that_is_full_nothing_told_as_saved_is_lost(small_disk: Path) -> None:
    async with town(small_disk) as place:
        await announce(place)
        member, other = place["孙党员"], place["周党员"]
        await member.tap("参加", place.group)
        await place.later(seconds=5)
        filler = small_disk / "filler"
        fill(filler)
        secretary = place["李书记"]
        place.cast.patience = 2
        with pytest.raises(TimeoutError):  # Telegram keeps what is not confirmed
            await until_full(secretary)
        assert place.words("李书记")[-1] == NOT_TAKEN["full"]
        assert await answers(place) == 1
        filler.unlink()
        place.cast.patience = 30
        await place.cast.settle()
        assert secretary.last(secretary.private).labels[:3] == ("发布", "修改", "放弃")
        await other.tap("参加", place.group)
        await place.settle()
        assert await answers(place) == 2
    sessions = Sessions(Settings(bot_token=TOKEN, data_dir=small_disk / "data").database)
    await schema.upgrade(sessions)
    async with sessions.read() as session:
        assert len((await session.exec(select(Answer.meeting_id))).all()) == 2
    await sessions.close()


async def test_what_breaks_before_any_handler_gets_its_number_too(shaky: Town) -> None:
    SHAKY.error = ValueError("a fault of ours")
    SHAKY.passing, SHAKY.failing = 2, 1
    shaky.stage.world.block(shaky.cast.bot, shaky["孙党员"].user)
    await shaky.settle()
    async with shaky.sessions.read() as session:
        number, event = await backlogs.unread(session)
    assert (number, event[:2]) == (1, "E-")
