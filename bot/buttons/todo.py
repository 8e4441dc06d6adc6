"""Buttons of the to-do list: what waits for a person, opened with one tap."""

from dataclasses import dataclass

from bot.buttons.button import Button, tagged


@tagged("ptp")
@dataclass(frozen=True, slots=True)
class TodoPage(Button):
    """Turn to a page of the own to-do list."""

    page: int


@tagged("pti")
@dataclass(frozen=True, slots=True)
class OpenInvitation(Button):
    """Show a meeting to answer."""

    meeting: int


@tagged("ptl")
@dataclass(frozen=True, slots=True)
class OpenLeave(Button):
    """Show a request for leave to decide."""

    leave: int


@tagged("ptj")
@dataclass(frozen=True, slots=True)
class OpenJoin(Button):
    """Show a request to link an account."""

    account: int
