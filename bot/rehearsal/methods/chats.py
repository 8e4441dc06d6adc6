"""What a bot may learn about a chat, and leaving it."""

from bot.rehearsal.calls import Call, ChatRef, JsonList, method
from bot.rehearsal.chats import Chat, Member
from bot.rehearsal.errors import JsonDict, bad

NO_GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)
MAX_REACTIONS = 11


@method("getChat")
def get_chat(call: Call, chat_id: ChatRef) -> JsonDict:
    """Return the ChatFullInfo of a chat."""
    chat = call.chat(chat_id)
    body = chat.as_json() | {"accent_color_id": 0, "max_reaction_count": MAX_REACTIONS, "accepted_gift_types": NO_GIFTS}
    if chat.pinned:
        body["pinned_message"] = chat.messages[chat.pinned[-1]].as_json(deep=False)
    return body


@method("getChatMember")
def get_chat_member(call: Call, chat_id: ChatRef, user_id: int) -> JsonDict:
    """Return the standing of an account; a stranger known to the stage has left, an unknown one is an error."""
    chat = call.chat(chat_id)
    member = chat.member(user_id)
    if member is not None:
        return member.as_json()
    user = call.world.user(user_id)
    if user is None:
        raise bad("PARTICIPANT_ID_INVALID")
    return Member(user, "left").as_json()


@method("getChatMemberCount")
def get_chat_member_count(call: Call, chat_id: ChatRef) -> int:
    """Return how many accounts are in the chat, bots included."""
    return len(_present(call.chat(chat_id)))


@method("getChatAdministrators")
def get_chat_administrators(call: Call, chat_id: ChatRef, return_bots: bool = False) -> JsonList:
    """Return the administrators of a group, other bots only when asked for."""
    chat = call.chat(chat_id)
    if chat.private:
        raise bad("there are no administrators in the private chat")
    admins = [member for member in _present(chat) if member.is_admin]
    own = call.bot.user.id
    return [member.as_json() for member in admins if return_bots or not member.user.is_bot or member.user.id == own]


@method("leaveChat")
def leave_chat(call: Call, chat_id: ChatRef) -> bool:
    """Leave a group."""
    chat = call.chat(chat_id)
    if chat.private:
        raise bad("chat member status can't be changed in private chats")
    call.world.set_member(chat, call.bot.user, "left")
    return True


def _present(chat: Chat) -> list[Member]:
    return [member for member in chat.members.values() if member.present]
