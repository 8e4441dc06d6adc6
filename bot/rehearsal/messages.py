"""One message of the local Telegram, as the bot and the people see it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from bot.rehearsal.errors import JsonDict
from bot.rehearsal.files import StoredFile
from bot.rehearsal.users import User

if TYPE_CHECKING:
    from bot.rehearsal.chats import Chat


@dataclass
class Message:
    """A message; ``text`` is the caption where a file is attached, ``service`` holds a service message's fields."""

    id: int
    chat: "Chat"
    sender: User
    date: datetime
    text: str = ""
    entities: list[JsonDict] = field(default_factory=list)
    photo: StoredFile | None = None
    document: StoredFile | None = None
    reply_to: "Message | None" = None
    markup: JsonDict | None = None
    edited: datetime | None = None
    service: JsonDict = field(default_factory=dict)
    reactions: dict[int, list[str]] = field(default_factory=dict)
    sender_chat: "Chat | None" = None
    thread: int | None = None
    protected: bool = False
    pins: "Message | None" = None

    @property
    def has_media(self) -> bool:
        """Say whether a file is attached, so that the text is a caption."""
        return self.photo is not None or self.document is not None

    @property
    def keyboard(self) -> list[list[JsonDict]]:
        """Return the rows of the inline keyboard, none where there is no such keyboard."""
        return [list(row) for row in (self.markup or {}).get("inline_keyboard", [])]

    def as_json(self, *, deep: bool = True) -> JsonDict:
        """Return the Bot API's Message object; ``deep`` includes the message replied to or pinned."""
        body: JsonDict = {"message_id": self.id, "from": self.sender.as_json(), "chat": self.chat.as_json()}
        body["date"] = int(self.date.timestamp())
        body |= self._origin() | self._content() | self.service
        if deep and self.reply_to is not None:
            body["reply_to_message"] = self.reply_to.as_json(deep=False)
        if deep and self.pins is not None:
            body["pinned_message"] = self.pins.as_json(deep=False)
        if self.keyboard:
            body["reply_markup"] = {"inline_keyboard": self.keyboard}
        return body

    def _origin(self) -> JsonDict:
        body: JsonDict = {}
        if self.sender_chat is not None:
            body["sender_chat"] = self.sender_chat.as_json()
        if self.thread is not None:
            body |= {"message_thread_id": self.thread, "is_topic_message": True}
        if self.edited is not None:
            body["edit_date"] = int(self.edited.timestamp())
        if self.protected:
            body["has_protected_content"] = True
        return body

    def _content(self) -> JsonDict:
        body: JsonDict = {}
        if self.photo is not None:
            body["photo"] = self.photo.photo_sizes()
        if self.document is not None:
            body["document"] = self.document.as_document()
        words, marks = ("caption", "caption_entities") if self.has_media else ("text", "entities")
        if self.text:
            body[words] = self.text
        if self.entities:
            body[marks] = self.entities
        return body

    def inaccessible(self) -> JsonDict:
        """Return the Bot API's InaccessibleMessage: what a tap on a forgotten message carries (date 0)."""
        return {"message_id": self.id, "chat": self.chat.as_json(), "date": 0}
