"""Buttons around signing in: what the keeper of a roll has at hand, codes, posters, spot checks, guests, the sheet."""

from dataclasses import dataclass

from bot.buttons.button import Button, tagged


@tagged("rxm")
@dataclass(frozen=True, slots=True)
class OpenRollTools(Button):
    """Show what else the keeper of a roll can do."""

    meeting: int


@tagged("rxc")
@dataclass(frozen=True, slots=True)
class ShowCode(Button):
    """Put the code that changes every minute on the keeper's screen."""

    meeting: int


@tagged("rxw")
@dataclass(frozen=True, slots=True)
class WantCode(Button):
    """Have the organisation ask for the code (1), or no longer (0)."""

    meeting: int
    wanted: int


@tagged("rxp")
@dataclass(frozen=True, slots=True)
class ShowPoster(Button):
    """Draw the poster with the QR code for the room; ``anew`` 1 makes former posters and codes worthless."""

    meeting: int
    anew: int


@tagged("rxs")
@dataclass(frozen=True, slots=True)
class SpotCheckRoom(Button):
    """Ask a few of those signed in to confirm that they are there."""

    meeting: int


@tagged("rxy")
@dataclass(frozen=True, slots=True)
class ConfirmPresence(Button):
    """Confirm that one is there, when asked."""

    check: int


@tagged("rxg")
@dataclass(frozen=True, slots=True)
class AddGuest(Button):
    """Enter somebody who sits in on the meeting."""

    meeting: int


@tagged("rxd")
@dataclass(frozen=True, slots=True)
class RemoveGuest(Button):
    """Take back a guest entered by mistake."""

    guest: int


@tagged("rxj")
@dataclass(frozen=True, slots=True)
class JoinAsGuest(Button):
    """Take the place offered to a member who scanned the poster; ``proof`` is the beginning of its mark."""

    meeting: int
    proof: int


@tagged("rxh")
@dataclass(frozen=True, slots=True)
class PrintSheet(Button):
    """Send the sign-in sheet as a file."""

    meeting: int
