"""Buttons of joining."""

from dataclasses import dataclass

from bot.buttons.button import Button, tagged


@tagged("jm")
@dataclass(frozen=True, slots=True)
class ClaimName(Button):
    """Claim to be this member; ``link`` is the one-time join link's row."""

    link: int
    member: int


@tagged("jd")
@dataclass(frozen=True, slots=True)
class DecideJoin(Button):
    """Admit (1) or refuse (0) the account that claims to be a member."""

    account: int
    admit: int
