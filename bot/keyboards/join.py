"""Buttons for linking accounts and for the choice at set-up."""

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup

from bot import buttons
from bot.keyboards.layout import in_rows, keyboard
from bot.texts import labels
from storage.models import Member


def names(link_id: int, members: Sequence[Member], *, with_tail: bool = False) -> InlineKeyboardMarkup | None:
    """The names to choose from."""
    labelled = [
        (labels.with_tail(one.name, one.phone_tail) if with_tail else one.name, buttons.ClaimName(link_id, one.id))
        for one in members
    ]
    return keyboard(*in_rows(labelled, 3)) if labelled else None


def decide(account_id: int) -> InlineKeyboardMarkup:
    """Admit or refuse."""
    return keyboard(
        [(labels.ADMIT, buttons.DecideJoin(account_id, 1)), (labels.REFUSE, buttons.DecideJoin(account_id, 0))]
    )


def entry(organisation_id: int) -> InlineKeyboardMarkup:
    """How confidential text is entered."""
    return keyboard(
        [
            (labels.PRIVATE_CHAT, buttons.ChooseEntry(organisation_id, 0)),
            (labels.OWN_PAGE, buttons.ChooseEntry(organisation_id, 1)),
        ]
    )
