"""Buttons of lessons to make up and of visits."""

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup

from bot import buttons
from bot.keyboards.layout import in_rows, keyboard
from bot.texts import labels
from bot.texts import makeup as texts

_MOST = 30


def task(makeup_id: int) -> InlineKeyboardMarkup:
    """Say that the lesson is done."""
    return keyboard([(texts.DONE, buttons.FinishMakeup(makeup_id))])


def decide(makeup_id: int) -> InlineKeyboardMarkup:
    """Approve or return a lesson."""
    return keyboard(
        [(labels.APPROVE, buttons.DecideMakeup(makeup_id, 1)), (labels.RETURN, buttons.DecideMakeup(makeup_id, 0))]
    )


def on_paper(makeup_id: int) -> InlineKeyboardMarkup:
    """Approve a lesson somebody without an account made up on paper."""
    return keyboard([(texts.ON_PAPER, buttons.DecideMakeup(makeup_id, 1))])


def listed(meeting_id: int, open_ones: Sequence[tuple[int, str]]) -> InlineKeyboardMarkup:
    """The lessons of a meeting: give material, open one."""
    rows = [(label, buttons.OpenMakeup(makeup_id)) for makeup_id, label in open_ones[:_MOST]]
    return keyboard(
        *in_rows(rows, 2),
        [(texts.MATERIAL, buttons.GiveMaterial(meeting_id))],
        [(labels.BACK, buttons.OpenRollTools(meeting_id))],
    )


def visits(meeting_id: int, exempt: Sequence[tuple[int, str]]) -> InlineKeyboardMarkup:
    """Note a visit to one of the exempt members."""
    rows = [(texts.note_visit(name), buttons.NoteVisit(meeting_id, member)) for member, name in exempt[:_MOST]]
    return keyboard(*in_rows(rows, 2), [(labels.BACK, buttons.OpenRollTools(meeting_id))])
