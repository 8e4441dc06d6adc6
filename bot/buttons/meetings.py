"""Buttons of a meeting's draft."""

from dataclasses import dataclass

from bot.buttons.button import Button, tagged


@tagged("mp")
@dataclass(frozen=True, slots=True)
class Publish(Button):
    """Announce a drafted meeting; ``rev`` is the draft's revision on the preview."""

    meeting: int
    rev: int


@tagged("me")
@dataclass(frozen=True, slots=True)
class EditDraft(Button):
    """Go back into the dialogue for a drafted meeting."""

    meeting: int


@tagged("mx")
@dataclass(frozen=True, slots=True)
class DropDraft(Button):
    """Give a drafted meeting up."""

    meeting: int
