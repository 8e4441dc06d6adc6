"""Buttons of what a second person decides: putting an obligation off, declaring a record void."""

from dataclasses import dataclass

from bot.buttons.button import Button, tagged


@tagged("ogd")
@dataclass(frozen=True, slots=True)
class AskDeferral(Button):
    """Ask to put an obligation off: ``cadence`` is the rule's place in the rulebook, ``start`` its period's day."""

    organisation: int
    cadence: int
    start: int


@tagged("ogv")
@dataclass(frozen=True, slots=True)
class AskVoid(Button):
    """Ask to declare the record of a meeting void."""

    meeting: int


@tagged("ogo")
@dataclass(frozen=True, slots=True)
class OpenApproval(Button):
    """Show a request to one who may decide it."""

    approval: int


@tagged("oga")
@dataclass(frozen=True, slots=True)
class DecideApproval(Button):
    """Approve (1) or return (0) a request."""

    approval: int
    approve: int
