"""What a phone's screen offers: shown messages, toasts, links that start the bot."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from bot.rehearsal.messages import Message


class NotOnScreenError(LookupError):
    """Somebody tried what the screen does not offer; the message names what it does."""


@dataclass(frozen=True)
class Shown:
    """One message as a person sees it: its words, its button labels row after row, the name of an attached file."""

    id: int
    text: str
    labels: tuple[str, ...]
    sender: str
    file: str | None = None
    edited: bool = False


@dataclass(frozen=True)
class Toast:
    """The answer to a tap: a short line, or an alert to be closed."""

    text: str
    alert: bool
    url: str | None = None


def start_payload(url: str, username: str) -> str | None:
    """Return the payload of a t.me link that starts this bot (empty where it has none), None for other links."""
    parts = urlsplit(url)
    if parts.hostname != "t.me" or parts.path.strip("/").lower() != username.lower():
        return None
    return parse_qs(parts.query).get("start", [""])[0]


def labels(message: Message) -> tuple[str, ...]:
    """Return the labels of a message's buttons, row after row."""
    return tuple(button["text"] for row in message.keyboard for button in row)


def shown(message: Message) -> Shown:
    """Return a message as a person sees it."""
    file = message.photo or message.document
    name = file.upload.name if file is not None else None
    return Shown(message.id, message.text, labels(message), message.sender.name, name, message.edited is not None)
