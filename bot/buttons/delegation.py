"""Buttons of handing the decision on leave to somebody else for a while."""

from dataclasses import dataclass

from bot.buttons.button import Button, tagged


@tagged("lvd")
@dataclass(frozen=True, slots=True)
class OpenDelegation(Button):
    """Show to whom the decision on leave is handed, for the organisation of a meeting."""

    meeting: int


@tagged("lvg")
@dataclass(frozen=True, slots=True)
class Delegate(Button):
    """Hand the decision on leave to somebody: asks whom, then until when."""

    meeting: int


@tagged("lve")
@dataclass(frozen=True, slots=True)
class EndDelegation(Button):
    """Take the decision on leave back."""

    delegation: int
