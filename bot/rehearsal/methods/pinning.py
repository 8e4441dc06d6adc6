"""Pinning messages; in groups it takes the right to."""

from bot.rehearsal.calls import Call, ChatRef, method
from bot.rehearsal.chats import Chat
from bot.rehearsal.errors import bad
from bot.rehearsal.world import Event


@method("pinChatMessage")
def pin_chat_message(call: Call, chat_id: ChatRef, message_id: int, disable_notification: bool = False) -> bool:
    """Pin a message; the chat gets a service message about it, and so does the bot."""
    chat = _pinnable(call, chat_id)
    message = call.message(chat, message_id, "pin")
    if message.service:
        raise bad("message can't be pinned")
    if message.id not in chat.pinned:
        chat.pinned.append(message.id)
        call.world.announce(Event("pin", chat, detail={"message": message.id}))
        call.world.post(chat, call.bot.user, pins=message, service={"pinned_message": message.as_json(deep=False)})
    return True


@method("unpinChatMessage")
def unpin_chat_message(call: Call, chat_id: ChatRef, message_id: int | None = None) -> bool:
    """Unpin a message, or the most recently pinned one."""
    chat = _pinnable(call, chat_id)
    chosen = message_id if message_id is not None else (chat.pinned[-1] if chat.pinned else None)
    if chosen is None or chosen not in chat.messages:
        raise bad("message to unpin not found")
    chat.pinned = [number for number in chat.pinned if number != chosen]
    call.world.announce(Event("pin", chat, detail={"message": chosen}))
    return True


@method("unpinAllChatMessages")
def unpin_all_chat_messages(call: Call, chat_id: ChatRef) -> bool:
    """Unpin everything."""
    chat = _pinnable(call, chat_id)
    chat.pinned.clear()
    call.world.announce(Event("pin", chat, detail={"message": None}))
    return True


def _pinnable(call: Call, chat_id: ChatRef) -> Chat:
    chat = call.chat(chat_id)
    if not call.may(chat, "can_pin_messages"):
        raise bad("not enough rights to manage pinned messages in the chat")
    return chat
