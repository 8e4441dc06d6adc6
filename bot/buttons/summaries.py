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
