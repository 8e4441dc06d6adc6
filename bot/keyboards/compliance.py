"""Buttons of the compliance table."""

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup

from bot import buttons
from bot.keyboards.layout import keyboard
from bot.texts import compliance as texts


def page(organisation_id: int, rows: Sequence[tuple[str, int]], number: int, pages: int) -> InlineKeyboardMarkup:
    """Open one of the lines shown, turn the page, ask for the picture."""
    lines = [[(label, buttons.OpenObligation(organisation_id, line, number))] for label, line in rows]
    turning: list[tuple[str, buttons.Button]] = []
    if number > 0:
        turning.append((texts.PREVIOUS, buttons.CompliancePage(organisation_id, number - 1)))
    if number + 1 < pages:
        turning.append((texts.NEXT, buttons.CompliancePage(organisation_id, number + 1)))
    return keyboard(*lines, turning, [(texts.PICTURE, buttons.CompliancePicture(organisation_id))])


def opened(organisation_id: int, number: int) -> InlineKeyboardMarkup:
    """Go back to the page the line was on."""
    return keyboard([(texts.BACK, buttons.CompliancePage(organisation_id, number))])
