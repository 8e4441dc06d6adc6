"""Buttons of a member's change of Telegram account."""

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup

from bot import buttons
from bot.keyboards.layout import in_rows, keyboard
from bot.texts import accounts as texts
from bot.texts import labels
from storage.rules.people import Person

MOST = 90
"""People on one keyboard: Telegram shows a hundred buttons at most."""


def opener(organisation_id: int) -> InlineKeyboardMarkup:
    """Under the roster."""
    return keyboard([(texts.OPEN, buttons.OpenAccounts(organisation_id))])


def pick(people: Sequence[Person]) -> InlineKeyboardMarkup:
    """Everybody with an account."""
    return keyboard(*in_rows([(one.name, buttons.AskUnlink(one.id)) for one in people[:MOST]], 3))


def ask(member_id: int, organisation_id: int) -> InlineKeyboardMarkup:
    """Unlink, or go back."""
    return keyboard(
        [(texts.UNLINK, buttons.Unlink(member_id)), (labels.BACK, buttons.OpenAccounts(organisation_id))],
    )
