"""Buttons of summaries."""

from dataclasses import dataclass

from bot.buttons.button import Button, tagged


@tagged("sp")
@dataclass(frozen=True, slots=True)
class PostSummary(Button):
    """Post a previewed summary."""

    summary: int


@tagged("sm")
@dataclass(frozen=True, slots=True)
class EditSummary(Button):
    """Add a correction to a previewed summary."""

    summary: int


@tagged("sxt")
@dataclass(frozen=True, slots=True)
class TurnSummary(Button):
    """Preview another kind (from 0: week, month, quarter, year) or the period before (-1) or after (1)."""

    summary: int
    kind: int
    step: int


@tagged("sxu")
@dataclass(frozen=True, slots=True)
class UrgeBelow(Button):
    """Urge an organisation below the one whose summary this is."""

    summary: int
    organisation: int


@tagged("sxp")
@dataclass(frozen=True, slots=True)
class SummaryPaper(Button):
    """Send the ledger (0) or the attendance picture (1) that belongs to a summary."""

    summary: int
    which: int
