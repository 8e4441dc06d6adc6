"""Buttons of the open dialogue."""

from dataclasses import dataclass

from bot.buttons.button import Button, tagged


@tagged("dc")
@dataclass(frozen=True, slots=True)
class LeaveDialogue(Button):
    """Leave the open dialogue; its draft is kept."""


@tagged("dp")
@dataclass(frozen=True, slots=True)
class Pick(Button):
    """Pick the n-th choice the open dialogue offers; ``rev`` is the dialogue's revision when it was offered."""

    dialogue: int
    rev: int
    choice: int
