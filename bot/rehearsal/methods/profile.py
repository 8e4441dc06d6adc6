"""What a bot says about itself: identity, command menus, names and descriptions."""

import json
import re

from bot.rehearsal.calls import Call, JsonList, method
from bot.rehearsal.errors import JsonDict, bad

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
COMMAND_LIMIT, DESCRIPTION_LIMIT = 100, 256
NAME_LIMIT, LONG_LIMIT, SHORT_LIMIT = 64, 512, 120
SCOPES: dict[str, frozenset[str]] = {
    "default": frozenset(),
    "all_private_chats": frozenset(),
    "all_group_chats": frozenset(),
    "all_chat_administrators": frozenset(),
    "chat": frozenset({"chat_id"}),
    "chat_administrators": frozenset({"chat_id"}),
    "chat_member": frozenset({"chat_id", "user_id"}),
}
MENU_BUTTONS = {"commands": {"type"}, "default": {"type"}, "web_app": {"type", "text", "web_app"}}


@method("getMe")
def get_me(call: Call) -> JsonDict:
    """Return the bot's own account with what privacy mode lets it read."""
    return call.bot.user.as_json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": call.bot.reads_all,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


@method("setMyCommands")
def set_my_commands(call: Call, commands: JsonList, scope: JsonDict | None = None, language_code: str = "") -> bool:
    """Set the menu of a scope and language."""
    if len(commands) > COMMAND_LIMIT:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        _check_command(command)
    call.bot.profile.commands[scope_key(scope), language_code] = commands
    return True


@method("getMyCommands")
def get_my_commands(call: Call, scope: JsonDict | None = None, language_code: str = "") -> JsonList:
    """Return the menu set for exactly this scope and language."""
    return call.bot.profile.commands.get((scope_key(scope), language_code), [])


@method("deleteMyCommands")
def delete_my_commands(call: Call, scope: JsonDict | None = None, language_code: str = "") -> bool:
    """Remove the menu of a scope and language."""
    call.bot.profile.commands.pop((scope_key(scope), language_code), None)
    return True


@method("setChatMenuButton")
def set_chat_menu_button(call: Call, chat_id: int | None = None, menu_button: JsonDict | None = None) -> bool:
    """Set the menu button of one private chat or of all."""
    button = menu_button or {"type": "default"}
    if set(button) != MENU_BUTTONS.get(button.get("type", "")):
        raise bad("can't parse menu button: wrong fields specified")
    call.bot.profile.menu_buttons[chat_id] = button
    return True


@method("getChatMenuButton")
def get_chat_menu_button(call: Call, chat_id: int | None = None) -> JsonDict:
    """Return the menu button of one private chat, or the default one."""
    buttons = call.bot.profile.menu_buttons
    return buttons.get(chat_id) or buttons.get(None) or {"type": "default"}


@method("setMyName")
def set_my_name(call: Call, name: str = "", language_code: str = "") -> bool:
    """Set the bot's name (up to 64 characters) for a language."""
    return _set(call.bot.profile.names, name, language_code, NAME_LIMIT)


@method("getMyName")
def get_my_name(call: Call, language_code: str = "") -> JsonDict:
    """Return the bot's name for a language."""
    return {"name": call.bot.profile.names.get(language_code, call.bot.user.first_name)}


@method("setMyDescription")
def set_my_description(call: Call, description: str = "", language_code: str = "") -> bool:
    """Set the text an empty chat shows (up to 512 characters)."""
    return _set(call.bot.profile.descriptions, description, language_code, LONG_LIMIT)


@method("getMyDescription")
def get_my_description(call: Call, language_code: str = "") -> JsonDict:
    """Return the text an empty chat shows."""
    return {"description": call.bot.profile.descriptions.get(language_code, "")}


@method("setMyShortDescription")
def set_my_short_description(call: Call, short_description: str = "", language_code: str = "") -> bool:
    """Set the text of the profile page (up to 120 characters)."""
    return _set(call.bot.profile.short_descriptions, short_description, language_code, SHORT_LIMIT)


@method("getMyShortDescription")
def get_my_short_description(call: Call, language_code: str = "") -> JsonDict:
    """Return the text of the profile page."""
    return {"short_description": call.bot.profile.short_descriptions.get(language_code, "")}


def scope_key(scope: JsonDict | None) -> str:
    """Return a scope as a key; raises ApiError 400 for scopes Telegram does not know."""
    scope = scope or {"type": "default"}
    wanted = SCOPES.get(str(scope.get("type")))
    if wanted is None or set(scope) != wanted | {"type"}:
        raise bad("can't parse BotCommandScope: unsupported type or wrong fields specified")
    return json.dumps(scope, sort_keys=True)


def _check_command(command: JsonDict) -> None:
    if set(command) != {"command", "description"}:
        raise bad("can't parse BotCommand: fields command and description are required")
    if not COMMAND.fullmatch(str(command["command"]).removeprefix("/")):
        raise bad("BOT_COMMAND_INVALID")
    if not 1 <= len(str(command["description"])) <= DESCRIPTION_LIMIT:
        raise bad("BOT_COMMAND_DESCRIPTION_INVALID")


def _set(shelf: dict[str, str], text: str, language: str, limit: int) -> bool:
    if len(text) > limit:
        raise bad("text is too long")
    shelf[language] = text
    return True
