"""Buttons of one tap each that mend a drafted meeting."""

from dataclasses import dataclass

from bot.buttons.button import Button, tagged


@tagged("mtf")
@dataclass(frozen=True, slots=True)
class FixStart(Button):
    """Give revision ``rev`` of a draft another start, in minutes since 1970 UTC."""

    meeting: int
    rev: int
    minute: int


@tagged("mth")
@dataclass(frozen=True, slots=True)
class FixHost(Button):
    """Preside over revision ``rev`` of a drafted meeting oneself."""

    meeting: int
    rev: int


@tagged("mte")
@dataclass(frozen=True, slots=True)
class EditDraftPart(Button):
    """Go straight to the question for one part of a draft, by its place among the parts."""

    meeting: int
    part: int
