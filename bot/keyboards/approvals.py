"""Buttons of what a second person decides."""

from telegram import InlineKeyboardMarkup

from bot import buttons
from bot.keyboards.layout import keyboard
from bot.texts import labels


def decide(approval_id: int) -> InlineKeyboardMarkup:
    """Approve or return."""
    return keyboard(
        [
            (labels.APPROVE, buttons.DecideApproval(approval_id, 1)),
            (labels.RETURN, buttons.DecideApproval(approval_id, 0)),
        ]
    )
