"""Buttons of a summary's preview."""

from telegram import InlineKeyboardMarkup

from bot import buttons
from bot.keyboards.layout import keyboard
from bot.texts import summaries as texts


def preview(summary_id: int) -> InlineKeyboardMarkup:
    """Post the summary, or add a correction."""
    return keyboard(
        [(texts.POST, buttons.PostSummary(summary_id)), (texts.EDIT, buttons.EditSummary(summary_id))],
    )
