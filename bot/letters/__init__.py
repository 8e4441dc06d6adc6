"""Letters: what the bot says, ready to be carried, and the tables of who composes which."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardMarkup

from storage.keyring import Keyring
from storage.models import Card
from storage.rules.confidentiality import ContentClass
from storage.rules.deliveries import CardKind, Parcel, PlanKind

Subject = TypeVar("Subject", Parcel, Card)


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file or picture sent with a letter; ``picture`` shows it inline.

    ``file_id`` is Telegram's own name of a file it keeps, sent instead of ``data``.
    """

    name: str
    data: bytes = b""
    picture: bool = False
    file_id: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message: HTML text, buttons, its content class, an enclosure; said by the courier alone.

    ``pin`` is wished for live cards in groups: pinned while True, unpinned again when a redraw says False.
    """

    text: str
    keyboard: InlineKeyboardMarkup | None = None
    content: ContentClass = ContentClass.P0
    enclosure: Enclosure | None = None
    silent: bool = False
    pin: bool = False


Composer = Callable[[AsyncSession, Keyring, Parcel, datetime], Awaitable[Letter | None]]
CardComposer = Callable[[AsyncSession, Keyring, Card, datetime], Awaitable[Letter | None]]

COMPOSERS: dict[PlanKind, Composer] = {}
"""Who composes each kind of plan; None means that there is nothing to say any more."""

CARDS: dict[CardKind, CardComposer] = {}
"""Who composes what a live card shows now; None ends the card."""


def unsealed(
    compose: Callable[[AsyncSession, Subject, datetime], Awaitable[Letter | None]],
) -> Callable[[AsyncSession, Keyring, Subject, datetime], Awaitable[Letter | None]]:
    """Fit a composer that opens nothing sealed, and so needs no keys, into the tables."""

    async def composer(session: AsyncSession, _ring: Keyring, subject: Subject, now: datetime) -> Letter | None:
        return await compose(session, subject, now)

    return composer
