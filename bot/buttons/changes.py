"""Buttons of changes to an announced meeting."""

from dataclasses import dataclass

from bot.buttons.button import Button, tagged


@tagged("ct")
@dataclass(frozen=True, slots=True)
class ChangeTime(Button):
    """Give an announced meeting another time, or put it off."""

    meeting: int


@tagged("cx")
@dataclass(frozen=True, slots=True)
class CallOff(Button):
    """Call an announced meeting off."""

    meeting: int


@tagged("mca")
@dataclass(frozen=True, slots=True)
class Amend(Button):
    """Change something of an announced meeting that asks nobody to answer again."""

    meeting: int
