"""Buttons of answers to an invitation."""

from dataclasses import dataclass

from bot.buttons.button import Button, tagged


@tagged("mcy")
@dataclass(frozen=True, slots=True)
class Attend(Button):
    """Answer a card: will attend the meeting as it stood in revision ``rev``."""

    meeting: int
    rev: int
