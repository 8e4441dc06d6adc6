"""Buttons of the year plan."""

from dataclasses import dataclass

from bot.buttons.button import Button, tagged


@tagged("yp")
@dataclass(frozen=True, slots=True)
class PlanPage(Button):
    """Show one quarter (from 0) of a year's plan."""

    organisation: int
    year: int
    quarter: int


@tagged("ya")
@dataclass(frozen=True, slots=True)
class AdoptPlan(Button):
    """Adopt the drafted plan of a year."""

    organisation: int
    year: int


@tagged("yx")
@dataclass(frozen=True, slots=True)
class DropPlan(Button):
    """Give the drafted plan of a year up."""

    organisation: int
    year: int


@tagged("ye")
@dataclass(frozen=True, slots=True)
class PlanEvent(Button):
    """Open one planned event."""

    event: int


@tagged("ym")
@dataclass(frozen=True, slots=True)
class MovePlanned(Button):
    """Move a planned event: to the working day before (0) or after (1), about a week back (2) or on (3)."""

    event: int
    later: int


@tagged("yd")
@dataclass(frozen=True, slots=True)
class RemovePlanned(Button):
    """Take one event out of a drafted plan."""

    event: int


@tagged("ys")
@dataclass(frozen=True, slots=True)
class ArrangePlanned(Button):
    """Arrange the meeting a planned event stands for."""

    event: int


@tagged("yxf")
@dataclass(frozen=True, slots=True)
class FillPlan(Button):
    """Add to a drafted plan what it lacks."""

    organisation: int
    year: int


@tagged("yxt")
@dataclass(frozen=True, slots=True)
class ChangeThemeDay(Button):
    """Settle the fixed day of the theme Party day and draft the year anew."""

    organisation: int
    year: int
