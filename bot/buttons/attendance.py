"""Buttons of sign-in and the roll."""

from dataclasses import dataclass

from bot.buttons.button import Button, tagged


@tagged("ci")
@dataclass(frozen=True, slots=True)
class CheckIn(Button):
    """Sign in to a meeting."""

    meeting: int


@tagged("co")
@dataclass(frozen=True, slots=True)
class OpenCheckIn(Button):
    """Open sign-in before its usual window."""

    meeting: int


@tagged("ro")
@dataclass(frozen=True, slots=True)
class OpenRoll(Button):
    """Show the roll of a meeting."""

    meeting: int


@tagged("rp")
@dataclass(frozen=True, slots=True)
class RollPerson(Button):
    """Open one person's line of the roll for correction."""

    meeting: int
    member: int


@tagged("rs")
@dataclass(frozen=True, slots=True)
class SetAttendance(Button):
    """Set one person's attendance, as the position in ``terms.AttendanceStatus``."""

    meeting: int
    member: int
    status: int


@tagged("rc")
@dataclass(frozen=True, slots=True)
class ConfirmRoll(Button):
    """Confirm and lock the roll."""

    meeting: int


@tagged("rr")
@dataclass(frozen=True, slots=True)
class ReopenRoll(Button):
    """Reopen a locked roll, leaving a trail."""

    meeting: int
