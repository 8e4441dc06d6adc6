"""The sign-in sheet of a meeting as PDF: everybody expected, what is known of their coming, room to sign."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.documents.typesetter import Typesetter


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One person: name, category (or why they sit in), what the roll says, when they came, what was noted."""

    name: str
    kind: str
    state: str
    time: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class SignInSheet:
    """A meeting's sheet; every value is plain text whatever it holds."""

    organisation: str
    title: str
    facts: Sequence[str]
    figures: str
    rows: Sequence[SheetRow]
    guests: Sequence[SheetRow]
    footer: str


async def render(sheet: SignInSheet, typesetter: "Typesetter", moment: datetime) -> bytes:
    """Return the sheet as PDF dated ``moment`` (aware): equal arguments give equal bytes."""
    return await typesetter.document("sign_in_sheet", asdict(sheet), moment)
