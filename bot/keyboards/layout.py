"""Rows of buttons: a label and what it packs to."""

from collections.abc import Iterable, Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.buttons import Button, LeaveDialogue, Pick
from bot.texts import labels
from storage.repositories.dialogues import Talk

Labelled = tuple[str, Button]


def keyboard(*rows: Sequence[Labelled]) -> InlineKeyboardMarkup:
    """Return an inline keyboard of these rows; empty rows are left out."""
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=button.pack()) for label, button in row] for row in rows if row]
    )


def in_rows(buttons: Iterable[Labelled], width: int) -> list[list[Labelled]]:
    """Return buttons in rows of ``width``."""
    row = list(buttons)
    return [row[start : start + width] for start in range(0, len(row), width)]


def choices(
    talk: Talk,
    offered: Sequence[str],
    width: int = 2,
    *,
    leave: bool = True,
    above: Sequence[Sequence[Labelled]] = (),
    beside: Sequence[Labelled] = (),
) -> InlineKeyboardMarkup:
    """Return the choices an open dialogue offers, numbered from 0, with a way out (and what stands beside it) below."""
    picks = [(label, Pick(talk.id, talk.rev, number)) for number, label in enumerate(offered)]
    out: list[Labelled] = [(labels.CANCEL, LeaveDialogue())] if leave else []
    return keyboard(*above, *in_rows(picks, width), [*beside, *out])
