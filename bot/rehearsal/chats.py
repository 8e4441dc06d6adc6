"""Chats of the local Telegram: private chats, basic groups and supergroups with their members."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.rehearsal.errors import JsonDict
from bot.rehearsal.messages import Message
from bot.rehearsal.users import User

RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
)
PRESENT = frozenset({"creator", "administrator", "member"})


@dataclass
class Member:
    """One account's standing in a chat; ``rights`` matter for administrators only."""

    user: User
    status: str = "member"
    rights: frozenset[str] = frozenset()
    anonymous: bool = False

    @property
    def present(self) -> bool:
        """Say whether the account is in the chat now."""
        return self.status in PRESENT

    @property
    def is_admin(self) -> bool:
        """Say whether the account may do what administrators may."""
        return self.status in {"creator", "administrator"}

    def may(self, right: str) -> bool:
        """Say whether the account holds ``right`` (a creator holds them all)."""
        return self.status == "creator" or (self.status == "administrator" and right in self.rights)

    def as_json(self) -> JsonDict:
        """Return the Bot API's ChatMember object."""
        body: JsonDict = {"status": self.status, "user": self.user.as_json()}
        if self.status == "creator":
            return body | {"is_anonymous": self.anonymous}
        if self.status == "administrator":
            rights = {right: right in self.rights or right == "can_manage_chat" for right in RIGHTS}
            return body | {"can_be_edited": False, "is_anonymous": self.anonymous} | rights
        return body | ({"until_date": 0} if self.status == "kicked" else {})


@dataclass
class Chat:
    """A chat and everything said in it; in a private chat ``bot_id`` and ``person`` are the two sides."""

    id: int
    type: str
    title: str | None = None
    username: str | None = None
    person: User | None = None
    bot_id: int | None = None
    members: dict[int, Member] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    topics: dict[int, str] = field(default_factory=dict)
    read: dict[int, int] = field(default_factory=dict)
    started: bool = False
    blocked: bool = False
    migrated_to: int | None = None
    ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def private(self) -> bool:
        """Say whether this is a person's own chat with the bot."""
        return self.type == "private"

    def member(self, user_id: int) -> Member | None:
        """Return the standing of an account that is or was here, else None."""
        return self.members.get(user_id)

    def holds(self, user_id: int) -> bool:
        """Say whether the account is in the chat now."""
        member = self.members.get(user_id)
        return member is not None and member.present

    def ordered(self) -> list[Message]:
        """Return the messages from first to last."""
        return [self.messages[key] for key in sorted(self.messages)]

    def as_json(self) -> JsonDict:
        """Return the Bot API's Chat object."""
        if self.person is not None:
            user = self.person.as_json()
            return {"id": self.id, "type": "private"} | {
                key: user[key] for key in ("first_name", "last_name", "username") if key in user
            }
        optional: JsonDict = {"username": self.username, "is_forum": True if self.topics else None}
        named = {key: value for key, value in optional.items() if value is not None}
        return {"id": self.id, "type": self.type, "title": self.title, **named}
