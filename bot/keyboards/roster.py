"""Buttons under the preview of an import."""

from telegram import InlineKeyboardMarkup

from bot import buttons
from bot.keyboards.layout import keyboard
from bot.texts import roster as texts


def decide(intake_id: int) -> InlineKeyboardMarkup:
    """Import or drop."""
    return keyboard(
        [(texts.TAKE, buttons.DecideImport(intake_id, 1)), (texts.DROP, buttons.DecideImport(intake_id, 0))]
    )
