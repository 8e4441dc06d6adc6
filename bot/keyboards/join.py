"""Buttons for linking accounts and for the choice at set-up."""

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup

from bot import buttons
from bot.keyboards.layout import in_rows, keyboard
from storage.models import Member


def names(link_id: int, members: Sequence[Member], *, with_tail: bool = False) -> InlineKeyboardMarkup | None:
    """The names to choose from."""
    labelled = [
        (f"{one.name}（尾号{one.phone_tail}）" if with_tail else one.name, buttons.ClaimName(link_id, one.id))
        for one in members
    ]
    return keyboard(*in_rows(labelled, 3)) if labelled else None


def decide(account_id: int) -> InlineKeyboardMarkup:
    """Admit or refuse."""
    return keyboard([("同意加入", buttons.DecideJoin(account_id, 1)), ("拒绝", buttons.DecideJoin(account_id, 0))])


def entry(organisation_id: int) -> InlineKeyboardMarkup:
    """How confidential text is entered."""
    return keyboard(
        [("私聊", buttons.ChooseEntry(organisation_id, 0)), ("内网页面", buttons.ChooseEntry(organisation_id, 1))]
    )
