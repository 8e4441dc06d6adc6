"""Fixtures for conversations."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.conversation import Town, town


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Town]:
    """A town with a branch that is set up and bound."""
    async with town(tmp_path) as made:
        yield made
