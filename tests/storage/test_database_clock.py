"""Processes on PostgreSQL go by the server's clock, whatever their machines say."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from storage.database import Sessions
from storage.database_clock import DatabaseClock

PATIENCE = timedelta(seconds=5)
"""A busy machine may pause anywhere; clocks that are apart are apart by more."""


@pytest.mark.parametrize("database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
async def test_it_tells_the_server_s_time(sessions: Sessions) -> None:
    clock, asked = DatabaseClock(sessions), text("SELECT clock_timestamp()")
    await clock.set()
    async with sessions.read() as session:
        told = (await session.execute(asked)).scalar_one()
    assert abs(clock.now() - told) < PATIENCE
