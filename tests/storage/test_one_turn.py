"""The SQLite driver beneath the sessions: few turns of its thread, and transactions as whole as with many."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from storage.database import Sessions

ADD, ALL = text("INSERT INTO word VALUES (:word)"), text("SELECT word FROM word ORDER BY word")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "words.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE word (word TEXT PRIMARY KEY) STRICT")
    return path


@pytest.fixture
async def sessions(file: Path):
    doors = Sessions(f"sqlite+aiosqlite:///{file}")
    yield doors
    await doors.close()


async def words(sessions: Sessions) -> list[str]:
    async with sessions.read() as session:
        return list((await session.execute(ALL)).scalars())


async def driver(sessions: Sessions):
    """The connection that writes, as the driver knows it."""
    async with sessions.begin() as session:
        return (await (await session.connection()).get_raw_connection()).driver_connection


async def test_a_transaction_of_one_statement_takes_two_turns(sessions, monkeypatch):
    connection = await driver(sessions)
    turns, count = [], connection._execute
    monkeypatch.setattr(connection, "_execute", lambda step, *rest: (turns.append(step), count(step, *rest))[1])
    async with sessions.begin() as session:
        await session.execute(ADD, {"word": "甲"})
    assert len(turns) == 2


async def test_what_has_not_begun_takes_no_turn(sessions, monkeypatch):
    connection = await driver(sessions)
    monkeypatch.setattr(connection, "_execute", lambda *_: pytest.fail("a turn"))
    async with sessions.begin():
        pass
    with pytest.raises(RuntimeError):
        async with sessions.begin():
            raise RuntimeError


async def test_a_failure_takes_back_the_whole_transaction(sessions):
    async def twice() -> None:
        async with sessions.begin() as session:
            await session.execute(ADD, {"word": "甲"})
            await session.execute(ADD, {"word": "甲"})

    with pytest.raises(IntegrityError):
        await twice()
    assert await words(sessions) == []


async def test_many_sets_of_parameters_are_one_statement(sessions):
    async with sessions.begin() as session:
        result = await session.execute(ADD, [{"word": word} for word in "甲乙丙"])
        assert result.rowcount == 3
        found = await session.execute(text("DELETE FROM word WHERE word <> '丙' RETURNING word"))
        assert sorted(found.scalars()) == ["乙", "甲"]
    assert await words(sessions) == ["丙"]


async def test_a_reader_cannot_write(sessions):
    async with sessions.read() as session:
        with pytest.raises(Exception, match="readonly"):
            await session.execute(ADD, {"word": "甲"})


async def test_left_while_it_waits_to_begin_nothing_of_it_is_left_to_the_next(sessions, file):
    """Whoever gives up in front of a busy database must not hand on a transaction that begins once it is free."""
    async with sessions.begin() as session:
        await session.execute(ADD, {"word": "甲"})
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    asked = asyncio.Event()

    async def write() -> None:
        async with sessions.begin() as session:
            asked.set()
            await session.execute(ADD, {"word": "乙"})

    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(write())
        await asked.wait()
        waiting.cancel()
        other.execute("COMMIT")
        other.close()
    assert waiting.cancelled()
    async with sessions.begin() as session:
        await session.execute(ADD, {"word": "丙"})
    assert await words(sessions) == ["丙", "甲"]
