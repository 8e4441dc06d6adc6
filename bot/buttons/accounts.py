"""Buttons of a member's change of Telegram account."""

from dataclasses import dataclass

from bot.buttons.button import Button, tagged


@tagged("rac")
@dataclass(frozen=True, slots=True)
class OpenAccounts(Button):
    """Show whose account can be unlinked in an organisation."""

    organisation: int


@tagged("rau")
@dataclass(frozen=True, slots=True)
class AskUnlink(Button):
    """Ask whether a member's account is to be unlinked."""

    member: int


@tagged("rax")
@dataclass(frozen=True, slots=True)
class Unlink(Button):
    """Unlink a member's account."""

    member: int
