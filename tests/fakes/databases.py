"""An empty database of each engine, and the few rows every test of the ledger needs."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from storage import schema
from storage.database import Sessions
from storage.models import Organisation
from storage.rules.terms import OrganisationKind
from tests.fakes import postgres

_NUMBERS = count()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    if postgres.binaries() is None:
        pytest.skip("no PostgreSQL server binaries on this machine")
    with postgres.running_server() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def sessions(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Sessions]:
    if request.param == "sqlite":
        url = f"sqlite+aiosqlite:///{tmp_path}/test.db"
    else:
        url = await _new_database(request.getfixturevalue("postgres_url"))
    opened = Sessions(url)
    await schema.upgrade(opened)
    yield opened
    await opened.close()


@pytest.fixture
async def organisation_id(sessions: Sessions) -> int:
    return await add_organisation(sessions)


async def add_organisation(sessions: Sessions, name: str = "branch", **values: object) -> int:
    async with sessions.begin() as session:
        row = Organisation(
            kind=OrganisationKind.BRANCH, name=name, created_at=datetime(2026, 1, 1, tzinfo=UTC), **values
        )
        session.add(row)
        await session.flush()
        return row.id


async def _new_database(url: str) -> str:
    name = f"t_{next(_NUMBERS)}"
    engine = create_async_engine(url.format("postgres"), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name}"))
    await engine.dispose()
    return url.format(name)
