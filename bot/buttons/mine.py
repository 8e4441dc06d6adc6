"""Buttons of the own record, of what is said to be wrong in it, and of a group leader's view."""

from dataclasses import dataclass

from bot.buttons.button import Button, tagged


@tagged("pmc")
@dataclass(frozen=True, slots=True)
class AskCorrection(Button):
    """Say that the own line of a meeting's roll is wrong; meeting 0 asks which."""

    meeting: int


@tagged("pmo")
@dataclass(frozen=True, slots=True)
class OpenCorrection(Button):
    """Show what a member says is wrong to somebody who keeps the roll."""

    correction: int


@tagged("pmd")
@dataclass(frozen=True, slots=True)
class DeclineCorrection(Button):
    """Leave the line as it stands."""

    correction: int


@tagged("pmg")
@dataclass(frozen=True, slots=True)
class OwnGroup(Button):
    """Show a group leader the own group's answers and attendance at one meeting."""

    meeting: int


@tagged("pmy")
@dataclass(frozen=True, slots=True)
class GroupYear(Button):
    """Show a group leader the own group's attendance of this year."""

    group: int
