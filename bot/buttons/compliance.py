"""Buttons of compliance."""

from dataclasses import dataclass

from bot.buttons.button import Button, tagged


@tagged("oc")
@dataclass(frozen=True, slots=True)
class OpenObligation(Button):
    """Open one line of the compliance table; ``line`` is its position for that day."""

    organisation: int
    line: int
    page: int


@tagged("op")
@dataclass(frozen=True, slots=True)
class CompliancePage(Button):
    """Turn to a page of the compliance table."""

    organisation: int
    page: int


@tagged("ogp")
@dataclass(frozen=True, slots=True)
class BelowPage(Button):
    """Turn to a page of the organisations below a committee."""

    organisation: int
    page: int


@tagged("ogl")
@dataclass(frozen=True, slots=True)
class LookBelow(Button):
    """Look at an organisation below: its statuses and figures; ``page`` is the list's, to go back to."""

    organisation: int
    below: int
    page: int


@tagged("ogx")
@dataclass(frozen=True, slots=True)
class WatchMembers(Button):
    """Ask for what those entitled may know of single members."""

    organisation: int


@tagged("oi")
@dataclass(frozen=True, slots=True)
class CompliancePicture(Button):
    """Ask for the heat map of the compliance table."""

    organisation: int
