"""Sending: texts, photos, documents and the typing notice."""

from typing import TypedDict, Unpack

from bot.rehearsal.calls import Call, ChatRef, JsonList, method
from bot.rehearsal.chats import Chat
from bot.rehearsal.compose import Formatted, message_caption, message_text
from bot.rehearsal.errors import JsonDict, bad
from bot.rehearsal.files import StoredFile
from bot.rehearsal.keyboards import checked_markup
from bot.rehearsal.messages import Message

CHAT_ACTIONS = frozenset(
    {"typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document"}
    | {"choose_sticker", "find_location", "record_video_note", "upload_video_note"}
)
REPLY_FIELDS = frozenset({"message_id", "chat_id", "allow_sending_without_reply"})
PREVIEW_FIELDS = frozenset({"is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text"})


class _Placing(TypedDict, total=False):
    """Where and how a message is put."""

    thread: int | None
    reply: JsonDict | None
    markup: JsonDict | None
    protect: bool


@method("sendMessage")
def send_message(
    call: Call,
    chat_id: ChatRef,
    text: str,
    parse_mode: str | None = None,
    entities: JsonList | None = None,
    message_thread_id: int | None = None,
    link_preview_options: JsonDict | None = None,
    disable_notification: bool = False,
    protect_content: bool = False,
    reply_parameters: JsonDict | None = None,
    reply_markup: JsonDict | None = None,
) -> JsonDict:
    """Send a text of 1–4096 characters after entity parsing."""
    chat = call.chat(chat_id)
    check_preview(link_preview_options)
    formatted = message_text(text, parse_mode, entities)
    return _post(
        call,
        chat,
        formatted,
        thread=message_thread_id,
        reply=reply_parameters,
        markup=reply_markup,
        protect=protect_content,
    )


@method("sendPhoto")
def send_photo(
    call: Call,
    chat_id: ChatRef,
    photo: str,
    caption: str | None = None,
    parse_mode: str | None = None,
    caption_entities: JsonList | None = None,
    message_thread_id: int | None = None,
    disable_notification: bool = False,
    protect_content: bool = False,
    reply_parameters: JsonDict | None = None,
    reply_markup: JsonDict | None = None,
) -> JsonDict:
    """Send a picture of up to 10 MB with a caption of up to 1024 characters."""
    chat = call.chat(chat_id)
    formatted = message_caption(caption, parse_mode, caption_entities)
    return _post(
        call,
        chat,
        formatted,
        call.file(photo, "photo", "photo"),
        thread=message_thread_id,
        reply=reply_parameters,
        markup=reply_markup,
        protect=protect_content,
    )


@method("sendDocument")
def send_document(
    call: Call,
    chat_id: ChatRef,
    document: str,
    caption: str | None = None,
    parse_mode: str | None = None,
    caption_entities: JsonList | None = None,
    disable_content_type_detection: bool = False,
    message_thread_id: int | None = None,
    disable_notification: bool = False,
    protect_content: bool = False,
    reply_parameters: JsonDict | None = None,
    reply_markup: JsonDict | None = None,
) -> JsonDict:
    """Send a file of up to 50 MB with a caption of up to 1024 characters."""
    chat = call.chat(chat_id)
    formatted = message_caption(caption, parse_mode, caption_entities)
    return _post(
        call,
        chat,
        formatted,
        call.file(document, "document", "document"),
        thread=message_thread_id,
        reply=reply_parameters,
        markup=reply_markup,
        protect=protect_content,
    )


@method("sendChatAction")
def send_chat_action(call: Call, chat_id: ChatRef, action: str, message_thread_id: int | None = None) -> bool:
    """Show what the bot is busy with; nothing is kept."""
    call.chat(chat_id)
    if action not in CHAT_ACTIONS:
        raise bad("wrong parameter action in request")
    return True


def check_preview(options: JsonDict | None) -> None:
    """Refuse unknown fields of link_preview_options."""
    extra = sorted(set(options or {}) - PREVIEW_FIELDS)
    if extra:
        raise bad(f'unknown field "{extra[0]}" in link_preview_options')


def _post(
    call: Call, chat: Chat, said: Formatted, file: StoredFile | None = None, **placing: Unpack[_Placing]
) -> JsonDict:
    """Put the message into the chat after the checks all kinds share, flood limits last."""
    markup = checked_markup(placing.get("markup"), private=chat.private)
    reply_to = _replied(call, chat, placing.get("reply"))
    thread = placing.get("thread")
    if thread is not None and thread not in chat.topics:
        raise bad("message thread not found")
    if call.flooded:
        call.bot.flood.admit(chat.id, call.world.now())
    call.shown = said.text
    message = call.world.post(
        chat,
        call.bot.user,
        text=said.text,
        entities=call.known_users(said.entities),
        photo=file if file is not None and file.kind == "photo" else None,
        document=file if file is not None and file.kind == "document" else None,
        reply_to=reply_to,
        markup=markup,
        thread=thread,
        protected=placing.get("protect", False),
    )
    return message.as_json()


def _replied(call: Call, chat: Chat, reply: JsonDict | None) -> Message | None:
    """Return the message replied to; raises ApiError 400 where it is gone and that was not allowed for."""
    if reply is None:
        return None
    extra = sorted(set(reply) - REPLY_FIELDS)
    if extra:
        raise bad(f'unknown field "{extra[0]}" in reply_parameters')
    if reply.get("chat_id", chat.id) != chat.id:
        raise bad("replies across chats are not rehearsed")
    found = chat.messages.get(int(reply.get("message_id", 0)))
    if found is None and not reply.get("allow_sending_without_reply"):
        raise bad("message to be replied not found")
    return found
