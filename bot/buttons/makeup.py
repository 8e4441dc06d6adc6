"""Buttons of lessons made up for a missed meeting, and of visits to exempt members."""

from dataclasses import dataclass

from bot.buttons.button import Button, tagged


@tagged("bko")
@dataclass(frozen=True, slots=True)
class OpenMakeup(Button):
    """Show one lesson: one's own to hand in, or somebody's to decide."""

    makeup: int


@tagged("bkf")
@dataclass(frozen=True, slots=True)
class FinishMakeup(Button):
    """Say that one's own lesson is done."""

    makeup: int


@tagged("bkd")
@dataclass(frozen=True, slots=True)
class DecideMakeup(Button):
    """Put a lesson on the roll (1) or return it (0)."""

    makeup: int
    approve: int


@tagged("bkl")
@dataclass(frozen=True, slots=True)
class OpenMakeups(Button):
    """Show the lessons of one meeting."""

    meeting: int


@tagged("bkm")
@dataclass(frozen=True, slots=True)
class GiveMaterial(Button):
    """Give what those who missed a meeting are to read."""

    meeting: int


@tagged("bkv")
@dataclass(frozen=True, slots=True)
class OpenVisits(Button):
    """Show the visits that brought a meeting to exempt members."""

    meeting: int


@tagged("bkw")
@dataclass(frozen=True, slots=True)
class NoteVisit(Button):
    """Note a visit to an exempt member."""

    meeting: int
    member: int
