"""Buttons of a month on the screen; they answer the question of the dialogue that is open."""

from dataclasses import dataclass

from bot.buttons.button import Button, tagged


@tagged("mtd")
@dataclass(frozen=True, slots=True)
class PickDay(Button):
    """Choose a day (proleptic ordinal) as if it had been typed; ``rev`` is the dialogue's when it was offered."""

    dialogue: int
    rev: int
    day: int


@tagged("mtm")
@dataclass(frozen=True, slots=True)
class TurnCalendar(Button):
    """Show a month (year * 12 + month - 1) in the same message."""

    dialogue: int
    rev: int
    month: int
