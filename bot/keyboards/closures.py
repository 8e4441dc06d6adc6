"""Buttons of closures: take one back, enter another."""

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup

from bot import buttons
from bot.keyboards.layout import Labelled, keyboard
from bot.texts import closures as texts
from storage.models import Closure


def listed(rows: Sequence[Closure], organisation_id: int | None = None) -> InlineKeyboardMarkup:
    """Take back one of these; enter another for ``organisation_id``."""
    taken: list[list[Labelled]] = [[(texts.undo(row), buttons.RemoveClosure(row.id))] for row in rows]
    more: list[Labelled] = [(texts.ADD, buttons.AddClosure(organisation_id))] if organisation_id else []
    return keyboard(*taken, more)
