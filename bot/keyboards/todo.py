"""Buttons of the to-do list."""

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup

from bot import buttons
from bot.keyboards.layout import Labelled, keyboard
from bot.texts import labels


def page(rows: Sequence[Labelled], number: int, of: int) -> InlineKeyboardMarkup:
    """One button a thing, then the pages before and after."""
    before: list[Labelled] = [(labels.PREVIOUS_PAGE, buttons.TodoPage(number - 1))] if number > 0 else []
    after: list[Labelled] = [(labels.NEXT_PAGE, buttons.TodoPage(number + 1))] if number + 1 < of else []
    return keyboard(*[[row] for row in rows], [*before, *after])
