"""Editing and deleting what was sent."""

from datetime import timedelta

from bot.rehearsal.calls import Call, ChatRef, JsonList, method
from bot.rehearsal.chats import Chat
from bot.rehearsal.compose import Formatted, message_caption, message_text
from bot.rehearsal.errors import NOT_MODIFIED, JsonDict, bad
from bot.rehearsal.files import StoredFile
from bot.rehearsal.keyboards import checked_inline
from bot.rehearsal.messages import Message
from bot.rehearsal.methods.sending import check_preview
from bot.rehearsal.world import Event

DELETE_TIME = timedelta(hours=48)
DELETE_LIMIT = 100
MEDIA_FIELDS = frozenset({"type", "media", "caption", "parse_mode", "caption_entities"})


@method("editMessageText")
def edit_message_text(
    call: Call,
    chat_id: ChatRef,
    message_id: int,
    text: str,
    parse_mode: str | None = None,
    entities: JsonList | None = None,
    link_preview_options: JsonDict | None = None,
    reply_markup: JsonDict | None = None,
) -> JsonDict:
    """Replace the text and the keyboard (none given removes it) of the bot's own message."""
    chat = call.chat(chat_id)
    check_preview(link_preview_options)
    formatted = message_text(text, parse_mode, entities)
    message = _editable(call, chat, message_id)
    if message.has_media:
        raise bad("there is no text in the message to edit")
    return _change(call, message, formatted, checked_inline(reply_markup, private=chat.private))


@method("editMessageCaption")
def edit_message_caption(
    call: Call,
    chat_id: ChatRef,
    message_id: int,
    caption: str | None = None,
    parse_mode: str | None = None,
    caption_entities: JsonList | None = None,
    reply_markup: JsonDict | None = None,
) -> JsonDict:
    """Replace the caption and the keyboard of the bot's own photo or document."""
    chat = call.chat(chat_id)
    formatted = message_caption(caption, parse_mode, caption_entities)
    message = _editable(call, chat, message_id)
    if not message.has_media:
        raise bad("there is no caption in the message to edit")
    return _change(call, message, formatted, checked_inline(reply_markup, private=chat.private))


@method("editMessageReplyMarkup")
def edit_message_reply_markup(
    call: Call, chat_id: ChatRef, message_id: int, reply_markup: JsonDict | None = None
) -> JsonDict:
    """Replace or remove the keyboard of the bot's own message."""
    chat = call.chat(chat_id)
    message = _editable(call, chat, message_id)
    same = Formatted(message.text, tuple(message.entities))
    return _change(call, message, same, checked_inline(reply_markup, private=chat.private))


@method("editMessageMedia")
def edit_message_media(
    call: Call, chat_id: ChatRef, message_id: int, media: JsonDict, reply_markup: JsonDict | None = None
) -> JsonDict:
    """Replace the file, caption and keyboard of the bot's own photo or document."""
    chat = call.chat(chat_id)
    extra = sorted(set(media) - MEDIA_FIELDS)
    if extra or media.get("type") not in ("photo", "document"):
        raise bad(f'unknown field "{extra[0]}" in media' if extra else "can't parse InputMedia: type must be known")
    if not media.get("media"):
        raise bad("can't parse InputMedia: media not found")
    formatted = message_caption(media.get("caption"), media.get("parse_mode"), media.get("caption_entities"))
    message = _editable(call, chat, message_id)
    markup = checked_inline(reply_markup, private=chat.private)
    file = call.file(str(media["media"]), "media", media["type"])
    return _change(call, message, formatted, markup, file)


@method("deleteMessage")
def delete_message(call: Call, chat_id: ChatRef, message_id: int) -> bool:
    """Delete one message younger than 48 hours: the bot's own, any in private, any with the right to."""
    chat = call.chat(chat_id)
    _delete(call, chat, call.message(chat, message_id, "delete"))
    return True


@method("deleteMessages")
def delete_messages(call: Call, chat_id: ChatRef, message_ids: JsonList) -> bool:
    """Delete up to 100 messages; those not found are skipped."""
    chat = call.chat(chat_id)
    if not 1 <= len(message_ids) <= DELETE_LIMIT:
        raise bad("wrong number of message identifiers")
    found = [chat.messages[number] for number in message_ids if number in chat.messages]
    for message in found:
        _check_deletable(call, chat, message)
    for message in found:
        _delete(call, chat, message)
    return True


def _editable(call: Call, chat: Chat, message_id: int) -> Message:
    message = call.message(chat, message_id, "edit")
    if message.sender.id != call.bot.user.id or message.service:
        raise bad("message can't be edited")
    return message


def _change(
    call: Call, message: Message, said: Formatted, markup: JsonDict | None, file: StoredFile | None = None
) -> JsonDict:
    """Write the new content unless it is the old one; a new file always counts as new."""
    entities = call.known_users(said.entities)
    if file is None and (message.text, message.entities, message.markup) == (said.text, entities, markup):
        raise bad(NOT_MODIFIED)
    message.text, message.entities, message.markup = said.text, entities, markup
    if file is not None:
        message.photo, message.document = (file, None) if file.kind == "photo" else (None, file)
    message.edited = call.world.now()
    call.shown = said.text
    call.world.announce(Event("edit", message.chat, detail={"message": message.id}))
    return message.as_json()


def _check_deletable(call: Call, chat: Chat, message: Message) -> None:
    if message.sender.id != call.bot.user.id and not call.may(chat, "can_delete_messages"):
        raise bad("message can't be deleted")
    if call.world.now() - message.date > DELETE_TIME:
        raise bad("message can't be deleted for everyone")


def _delete(call: Call, chat: Chat, message: Message) -> None:
    _check_deletable(call, chat, message)
    del chat.messages[message.id]
    chat.pinned = [number for number in chat.pinned if number != message.id]
    call.world.announce(Event("delete", chat, detail={"message": message.id}))
