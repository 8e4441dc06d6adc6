"""People and bots of the local Telegram."""

from dataclasses import dataclass, field

from bot.rehearsal.errors import JsonDict

ANONYMOUS_ADMIN_ID = 1087968824


@dataclass
class User:
    """An account; ``note`` is shown beside the name on the page only, ``deactivated`` makes sends to it fail."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = "zh-hans"
    is_bot: bool = False
    note: str = ""
    deactivated: bool = False

    @property
    def name(self) -> str:
        """Return the name shown in chats."""
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name

    def as_json(self) -> JsonDict:
        """Return the Bot API's User object."""
        optional = {"last_name": self.last_name, "username": self.username}
        if not self.is_bot:
            optional["language_code"] = self.language_code
        named = {key: value for key, value in optional.items() if value is not None}
        return {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name, **named}


ANONYMOUS_ADMIN = User(ANONYMOUS_ADMIN_ID, "Group", username="GroupAnonymousBot", is_bot=True)


@dataclass
class BotProfile:
    """What a bot says about itself; commands are kept per (scope, language) as they were set."""

    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[JsonDict]] = field(default_factory=dict)
    menu_buttons: dict[int | None, JsonDict] = field(default_factory=dict)
