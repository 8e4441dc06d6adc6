"""Which command menu a person sees in a chat, by Telegram's order of scopes and languages."""

from bot.rehearsal.accounts import BotAccount
from bot.rehearsal.chats import Chat
from bot.rehearsal.errors import JsonDict
from bot.rehearsal.methods.profile import scope_key
from bot.rehearsal.users import User


def menu_for(bot: BotAccount, chat: Chat, person: User) -> list[JsonDict]:
    """Return the commands of the narrowest scope that has some, the person's language before none."""
    language = (person.language_code or "").partition("-")[0]
    for scope in _scopes(chat, person):
        for code in (language, ""):
            menu = bot.profile.commands.get((scope_key(scope), code))
            if menu:
                return menu
    return []


def _scopes(chat: Chat, person: User) -> list[JsonDict]:
    """Return the scopes that apply here, narrowest first."""
    here = {"chat_id": chat.id}
    if chat.private:
        return [{"type": "chat"} | here, {"type": "all_private_chats"}, {"type": "default"}]
    member = chat.member(person.id)
    admin = member is not None and member.is_admin
    return [
        {"type": "chat_member", "user_id": person.id} | here,
        *([{"type": "chat_administrators"} | here] if admin else []),
        {"type": "chat"} | here,
        *([{"type": "all_chat_administrators"}] if admin else []),
        {"type": "all_group_chats"},
        {"type": "default"},
    ]
