"""Buttons of set-up."""

from dataclasses import dataclass

from bot.buttons.button import Button, tagged


@tagged("se")
@dataclass(frozen=True, slots=True)
class ChooseEntry(Button):
    """Set-up: how confidential text is entered (0 private chat, 1 own page)."""

    organisation: int
    own_page: int
