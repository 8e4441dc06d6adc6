"""Buttons of closures."""

from dataclasses import dataclass

from bot.buttons.button import Button, tagged


@tagged("yxc")
@dataclass(frozen=True, slots=True)
class AddClosure(Button):
    """Enter a closure of an organisation."""

    organisation: int


@tagged("yxr")
@dataclass(frozen=True, slots=True)
class RemoveClosure(Button):
    """Take a closure back."""

    closure: int
