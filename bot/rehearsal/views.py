"""Chats and messages as the page shows them to one person: local times, safe HTML, words for what happened."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.rehearsal.chats import Chat
from bot.rehearsal.errors import JsonDict
from bot.rehearsal.files import StoredFile
from bot.rehearsal.messages import Message
from bot.rehearsal.people import Cast
from bot.rehearsal.render import safe_html
from bot.rehearsal.screens import start_payload

WORDS = Path(__file__).with_name("words.toml")
LAST_LENGTH = 60


@cache
def words() -> dict[str, str]:
    """Return the sentences for service messages and attachments."""
    return {key: str(value) for key, value in tomllib.loads(WORDS.read_text(encoding="utf-8")).items()}


@dataclass(frozen=True)
class Views:
    """What one page shows; ``zone`` is the zone its clock is read in."""

    cast: Cast
    zone: ZoneInfo

    def chats(self, user_id: int) -> list[JsonDict]:
        """Return a person's chats: the private chat with the bot first, then the groups."""
        world = self.cast.stage.world
        private = world.private_chat(self.cast.bot, world.people[user_id])
        groups = [chat for chat in world.groups.values() if chat.holds(user_id) and chat.migrated_to is None]
        return [self._chat(chat, user_id) for chat in (private, *groups)]

    def messages(self, chat: Chat, user_id: int) -> list[JsonDict]:
        """Return a chat's messages, first to last, and take them as read by this person."""
        chat.read[user_id] = max(chat.messages, default=0)
        return [self.message(message) for message in chat.ordered()]

    def message(self, message: Message) -> JsonDict:
        """Return one message."""
        bot = self.cast.bot.user
        return {
            "id": message.id,
            "from": {"id": message.sender.id, "name": message.sender.name, "bot": message.sender.id == bot.id},
            "date": message.date.astimezone(self.zone).isoformat(timespec="seconds"),
            "html": safe_html(message.text, message.entities, bot.username or ""),
            "text": message.text,
            "photo": _url(message.photo),
            "document": _document(message.document),
            "buttons": [
                [self._button(button, row, col) for col, button in enumerate(line)]
                for row, line in enumerate(message.keyboard)
            ],
            "reply_to": message.reply_to.id if message.reply_to is not None else None,
            "edited": message.edited is not None,
            "pinned": message.id in message.chat.pinned,
            "reactions": [emoji for chosen in message.reactions.values() for emoji in chosen],
            "service": _service(message),
        }

    def _chat(self, chat: Chat, user_id: int) -> JsonDict:
        ordered = chat.ordered()
        read = chat.read.get(user_id, 0)
        unread = sum(message.id > read and message.sender.id != user_id for message in ordered)
        bot = {"bot": True} if chat.private else {}
        return {
            "id": chat.id,
            "type": chat.type,
            "title": self.cast.bot.user.name if chat.private else chat.title,
            "last": _summary(ordered[-1]) if ordered else "",
            "unread": unread,
            "started": chat.started or not chat.private,
        } | bot

    def _button(self, button: JsonDict, row: int, col: int) -> JsonDict:
        url = button.get("url") or button.get("web_app", {}).get("url")
        start = start_payload(url, self.cast.bot.user.username or "") if url else None
        return {"text": button["text"], "url": url, "start": start, "index": [row, col], "style": button.get("style")}


def _url(file: StoredFile | None) -> str | None:
    return f"/stage/file/{file.file_id}" if file is not None else None


def _document(file: StoredFile | None) -> JsonDict | None:
    if file is None:
        return None
    return {"name": file.upload.name, "size": len(file.upload.data), "url": _url(file)}


def _service(message: Message) -> str | None:
    """Return the sentence for a service message, None for all others."""
    if not message.service:
        return None
    kind, value = next(iter(message.service.items()))
    people = value if isinstance(value, list) else [value]
    names = words()["between"].join(
        _name(person) for person in people if isinstance(person, dict) and "first_name" in person
    )
    alone = kind == "new_chat_members" and [person["id"] for person in people] == [message.sender.id]
    return words()["joined" if alone else kind].format(who=message.sender.name, what=names)


def _name(user: JsonDict) -> str:
    return " ".join(user[key] for key in ("first_name", "last_name") if user.get(key))


def _summary(message: Message) -> str:
    """Return the one line a chat list shows of its last message."""
    if message.service:
        return _service(message) or ""
    if message.text:
        return message.text.replace("\n", " ")[:LAST_LENGTH]
    if message.photo is not None:
        return words()["picture"]
    return words()["file"].format(what=message.document.upload.name) if message.document is not None else ""
