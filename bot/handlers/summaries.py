"""/summary: placeholder until the noun is in."""

from bot import buttons
from bot.context import Context
from storage.repositories.dialogues import Talk


async def preview(_context: Context) -> None:
    """/summary."""


async def post(_context: Context, _button: buttons.PostSummary) -> None:
    """发布."""


async def edit(_context: Context, _button: buttons.EditSummary) -> None:
    """修改."""


async def step(_context: Context, _talk: Talk) -> None:
    """The answer."""
