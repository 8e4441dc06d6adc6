"""Buttons of the roster."""

from dataclasses import dataclass

from bot.buttons.button import Button, tagged


@tagged("ri")
@dataclass(frozen=True, slots=True)
class DecideImport(Button):
    """Import (1) or drop (0) the previewed roster file."""

    intake: int
    take: int
