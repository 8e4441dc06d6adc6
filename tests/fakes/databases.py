"""A migrated, empty database of each engine for every test: migrated once a run, copied as often as asked for."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from storage import schema
from storage.database import Sessions
from storage.models import Organisation
from storage.rules.terms import OrganisationKind
from tests.bot import conversation
from tests.fakes import postgres

ENGINES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
CONVERSED = os.environ.get("ENGINE", "")
"""The engine all conversations run on: sqlite, postgres or both; unset: SQLite, and both where a file is so marked."""

_NAMES = ["sqlite", "postgres"]
_NUMBERS = count()
_MIGRATED = "migrated"


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """One server a run; ``{}`` takes the database's name. Where checks must be complete, its absence is a failure."""
    if postgres.binaries() is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("no PostgreSQL server on this machine")
    with postgres.running_server() as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file of the newest schema, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "empty.db"
    _run(migrate(sqlite_url(file)))
    return file


@pytest.fixture(scope="session")
def postgres_migrated(postgres_url: str) -> str:
    """The name of a PostgreSQL database of the newest schema, to be copied."""
    _run(ask(postgres_url, f"CREATE DATABASE {_MIGRATED}"))
    _run(migrate(postgres_url.format(_MIGRATED)))
    return _MIGRATED


@pytest.fixture(autouse=True)
def engine(request: pytest.FixtureRequest) -> Iterator[None]:
    """The engine a conversation runs on: an empty database of it, migrated already, is lent; nothing elsewhere."""
    if not hasattr(request, "param"):
        yield
        return
    tmp_path = request.getfixturevalue("tmp_path")
    if request.param == "sqlite":
        (tmp_path / "data").mkdir(mode=0o700)
        shutil.copyfile(request.getfixturevalue("sqlite_migrated"), tmp_path / "data" / "sanhui.db")
        yield
        return
    with lent_database(request) as url:
        conversation.lent = url
        yield
        conversation.lent = None


@contextmanager
def lent_database(request: pytest.FixtureRequest) -> Iterator[str]:
    """Lend a PostgreSQL database of the newest schema; yields its URL."""
    migrated, server = request.getfixturevalue("postgres_migrated"), request.getfixturevalue("postgres_url")
    name = f"t_{next(_NUMBERS)}"
    _run(ask(server, f"CREATE DATABASE {name} TEMPLATE {migrated}"))
    yield server.format(name)
    _run(ask(server, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(params=ENGINES)
async def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of a database without any table, on each engine in turn."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path / "empty.db")
        return
    async for url in _lent(request.getfixturevalue("postgres_url"), "template1"):
        yield url


@pytest.fixture(params=ENGINES)
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of an empty database of the newest schema, on each engine in turn."""
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("sqlite_migrated"), tmp_path / "test.db")
        yield sqlite_url(tmp_path / "test.db")
        return
    migrated = request.getfixturevalue("postgres_migrated")
    async for url in _lent(request.getfixturevalue("postgres_url"), migrated):
        yield url


@pytest.fixture
async def sessions(database_url: str) -> AsyncIterator[Sessions]:
    """The doors to an empty database of the newest schema."""
    opened = Sessions(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_sessions(tmp_path: Path, sqlite_migrated: Path) -> AsyncIterator[Sessions]:
    """The same on SQLite alone."""
    opened = Sessions(sqlite_url(shutil.copyfile(sqlite_migrated, tmp_path / "test.db")))
    yield opened
    await opened.close()


@pytest.fixture
async def organisation_id(sessions: Sessions) -> int:
    """A branch, for rows that must belong to somebody."""
    return await add_organisation(sessions)


def conversed(metafunc: pytest.Metafunc) -> list[object]:
    """Return the engines a test converses on, none where it holds no conversation.

    A test that looks into files, or is about several processes, is marked for its one engine.
    """
    talks = "place" in metafunc.fixturenames or hasattr(metafunc.module, "town")
    if not talks or ".bot." not in metafunc.module.__name__:
        return []
    marked = {name for name in _NAMES if metafunc.definition.get_closest_marker(f"{name}_only")}
    usual = _NAMES if metafunc.definition.get_closest_marker("both_engines") else ["sqlite"]
    wanted = marked or {"both": set(_NAMES), "": set(usual)}.get(CONVERSED, {CONVERSED})
    return [engine for engine, name in zip(ENGINES, _NAMES, strict=True) if name in wanted]


async def add_organisation(sessions: Sessions, name: str = "branch", **values: object) -> int:
    async with sessions.begin() as session:
        row = Organisation(
            kind=OrganisationKind.BRANCH, name=name, created_at=datetime(2026, 1, 1, tzinfo=UTC), **values
        )
        session.add(row)
        await session.flush()
        return row.id


def sqlite_url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


async def _lent(server: str, template: str) -> AsyncIterator[str]:
    name = f"t_{next(_NUMBERS)}"
    await ask(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield server.format(name)
    await ask(server, f"DROP DATABASE {name} WITH (FORCE)")


async def ask(server: str, statement: str) -> None:
    """Carry out a statement about whole databases."""
    engine = create_async_engine(server.format("postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


async def migrate(url: str) -> None:
    """Bring a database to the newest schema."""
    opened = Sessions(url)
    await schema.upgrade(opened)
    await opened.close()


def _run(work: Coroutine[object, object, None]) -> None:
    """Run in a loop of its own, in a thread of its own: the loop of the test that asks is already running."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()
