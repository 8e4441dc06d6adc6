"""Buttons of leave."""

from dataclasses import dataclass

from bot.buttons.button import Button, tagged


@tagged("ml")
@dataclass(frozen=True, slots=True)
class AskLeave(Button):
    """Answer a card: ask leave; goes on in private."""

    meeting: int


@tagged("lk")
@dataclass(frozen=True, slots=True)
class PickLeaveKind(Button):
    """Kind of leave, as the position in ``terms.LeaveKind``."""

    meeting: int
    kind: int


@tagged("ld")
@dataclass(frozen=True, slots=True)
class DecideLeave(Button):
    """Approve (1) or return (0) a request for leave."""

    leave: int
    approve: int
