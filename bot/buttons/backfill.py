"""Buttons of meetings entered afterwards."""

from dataclasses import dataclass

from bot.buttons.button import Button, tagged


@tagged("ogb")
@dataclass(frozen=True, slots=True)
class BackfillMeeting(Button):
    """Enter a past meeting; ``activity`` is its position in ``terms.Activity``."""

    organisation: int
    activity: int
