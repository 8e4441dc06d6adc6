"""Buttons of answers to an invitation."""

from dataclasses import dataclass

from bot.buttons.button import Button, tagged


@tagged("ma")
@dataclass(frozen=True, slots=True)
class Attend(Button):
    """Answer a card: will attend."""

    meeting: int
