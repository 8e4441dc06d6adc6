"""Buttons of criticism and self-criticism."""

from dataclasses import dataclass

from bot.buttons.button import Button, tagged


@tagged("lc")
@dataclass(frozen=True, slots=True)
class OpenLife(Button):
    """Show the criticism and self-criticism of a meeting."""

    meeting: int


@tagged("ls")
@dataclass(frozen=True, slots=True)
class WriteSelfCriticism(Button):
    """Begin or go on with self-criticism; ``member`` 0 means the tapper's own."""

    meeting: int
    member: int


@tagged("lw")
@dataclass(frozen=True, slots=True)
class WriteCriticism(Button):
    """Begin a criticism of ``member``; 0 asks whom."""

    meeting: int
    member: int


@tagged("lr")
@dataclass(frozen=True, slots=True)
class WriteResponse(Button):
    """Write the response to one criticism."""

    criticism: int


@tagged("lp")
@dataclass(frozen=True, slots=True)
class LifePerson(Button):
    """Show one person's part of a meeting's criticism and self-criticism."""

    meeting: int
    member: int


@tagged("lq")
@dataclass(frozen=True, slots=True)
class RecordCriticism(Button):
    """Take down a criticism of ``member`` that somebody else gives in the meeting."""

    meeting: int
    member: int


@tagged("lx")
@dataclass(frozen=True, slots=True)
class WithdrawCriticism(Button):
    """Withdraw a criticism that has not been answered."""

    criticism: int
