"""Databases of both engines, and a desk, for the tests in this directory."""

import pytest

from tests.fakes.databases import organisation_id, postgres_url, sessions
from tests.jobs.desks import Stand

__all__ = ["organisation_id", "postgres_url", "sessions"]


@pytest.fixture
def stand(sessions, organisation_id):
    return Stand(sessions, organisation_id)
