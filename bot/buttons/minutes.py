"""Buttons of minutes."""

from dataclasses import dataclass

from bot.buttons.button import Button, tagged


@tagged("nm")
@dataclass(frozen=True, slots=True)
class OpenMinutes(Button):
    """Show the minutes of a meeting."""

    meeting: int


@tagged("na")
@dataclass(frozen=True, slots=True)
class AddLine(Button):
    """Begin a minute line in private, as the position in ``terms.LineKind``."""

    meeting: int
    kind: int


@tagged("nr")
@dataclass(frozen=True, slots=True)
class RemoveLine(Button):
    """Take one minute line out of the draft; it stays on record as removed."""

    line: int


@tagged("nz")
@dataclass(frozen=True, slots=True)
class SubmitMinutes(Button):
    """Hand the draft in for signing."""

    meeting: int


@tagged("ns")
@dataclass(frozen=True, slots=True)
class SignMinutes(Button):
    """Sign this version of the minutes."""

    minutes: int


@tagged("nb")
@dataclass(frozen=True, slots=True)
class ReturnMinutes(Button):
    """Send the minutes back for changes."""

    minutes: int


@tagged("nx")
@dataclass(frozen=True, slots=True)
class ExportMinutes(Button):
    """Send the Word file of the signed minutes in private."""

    minutes: int


@tagged("no")
@dataclass(frozen=True, slots=True)
class ReopenMinutes(Button):
    """Correct signed minutes in a new version."""

    minutes: int


@tagged("np")
@dataclass(frozen=True, slots=True)
class MinutesPage(Button):
    """Turn to a page of the lines of a meeting's minutes."""

    meeting: int
    page: int
