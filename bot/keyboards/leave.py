"""Buttons of leave."""

from collections.abc import Collection

from telegram import InlineKeyboardMarkup

from bot import buttons
from bot.keyboards.layout import in_rows, keyboard
from bot.texts import labels, terms
from storage.rules.terms import LeaveKind

KINDS = tuple(LeaveKind)


def kinds(meeting_id: int, allowed: Collection[LeaveKind]) -> InlineKeyboardMarkup:
    """The kinds of leave the organisation knows, in their usual order."""
    offered = [
        (terms.LEAVE_KIND[kind], buttons.PickLeaveKind(meeting_id, KINDS.index(kind)))
        for kind in KINDS
        if kind in allowed
    ]
    return keyboard(*in_rows(offered, 3))


def decide(leave_id: int) -> InlineKeyboardMarkup:
    """Approve or return."""
    return keyboard(
        [(labels.APPROVE, buttons.DecideLeave(leave_id, 1)), (labels.RETURN, buttons.DecideLeave(leave_id, 0))]
    )
