"""A desk for the tests in this directory."""

import pytest

from tests.jobs.desks import Stand


@pytest.fixture
def stand(sessions, organisation_id):
    return Stand(sessions, organisation_id)
