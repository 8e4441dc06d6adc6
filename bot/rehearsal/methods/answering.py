"""Answering taps and reacting to messages."""

from urllib.parse import urlsplit

from bot.rehearsal.accounts import CALLBACK_TIME
from bot.rehearsal.calls import Call, ChatRef, JsonList, method
from bot.rehearsal.errors import QUERY_TOO_OLD, bad
from bot.rehearsal.world import Event

ANSWER_LIMIT = 200
REACTIONS = frozenset(
    [
        "❤",
        "👍",
        "👎",
        "🔥",
        "🥰",
        "👏",
        "😁",
        "🤔",
        "🤯",
        "😱",
        "🤬",
        "😢",
        "🎉",
        "🤩",
        "🤮",
        "💩",
        "🙏",
        "👌",
        "🕊",
        "🤡",
        "🥱",
        "🥴",
        "😍",
        "🐳",
        "❤\u200d🔥",
        "🌚",
        "🌭",
        "💯",
        "🤣",
        "⚡",
        "🍌",
        "🏆",
        "💔",
        "🤨",
        "😐",
        "🍓",
        "🍾",
        "💋",
        "🖕",
        "😈",
        "😴",
        "😭",
        "🤓",
        "👻",
        "👨\u200d💻",
        "👀",
        "🎃",
        "🙈",
        "😇",
        "😨",
        "🤝",
        "✍",
        "🤗",
        "🫡",
        "🎅",
        "🎄",
        "☃",
        "💅",
        "🤪",
        "🗿",
        "🆒",
        "💘",
        "🙉",
        "🦄",
        "😘",
        "💊",
        "🙊",
        "😎",
        "👾",
        "🤷\u200d♂",
        "🤷",
        "🤷\u200d♀",
        "😡",
    ]
)


@method("answerCallbackQuery")
def answer_callback_query(
    call: Call,
    callback_query_id: str,
    text: str | None = None,
    show_alert: bool = False,
    url: str | None = None,
    cache_time: int = 0,
) -> bool:
    """Answer a tap once, within 150 seconds, with up to 200 characters."""
    query = call.world.callbacks.get(callback_query_id)
    if query is None or query.bot is not call.bot or query.answered or call.world.now() - query.at > CALLBACK_TIME:
        raise bad(QUERY_TOO_OLD)
    if len(text or "") > ANSWER_LIMIT:
        raise bad("MESSAGE_TOO_LONG")
    if url and not _opens_bot(url, call.bot.user.username or ""):
        raise bad("URL_INVALID")
    query.answered = True
    call.shown = text or ""
    toast = {"text": text or "", "alert": show_alert, "url": url}
    call.world.announce(Event("toast", query.chat, query.person.id, toast))
    return True


@method("setMessageReaction")
def set_message_reaction(
    call: Call, chat_id: ChatRef, message_id: int, reaction: JsonList | None = None, is_big: bool = False
) -> bool:
    """Set the bot's reaction (at most one; none removes it) to one of Telegram's reaction emoji."""
    chat = call.chat(chat_id)
    message = call.message(chat, message_id, "react")
    chosen = reaction or []
    if len(chosen) > 1:
        raise bad("REACTIONS_TOO_MANY")
    emoji = [str(item.get("emoji")) if isinstance(item, dict) else "" for item in chosen]
    if message.service or any(one not in REACTIONS for one in emoji):
        raise bad("REACTION_INVALID")
    message.reactions[call.bot.user.id] = emoji
    call.world.announce(Event("reaction", chat, detail={"message": message.id}))
    return True


def _opens_bot(url: str, username: str) -> bool:
    """Say whether a link opens this very bot with a parameter, the only kind a tap may be answered with."""
    parts = urlsplit(url)
    return parts.hostname == "t.me" and parts.path.strip("/").lower() == username.lower() and "start=" in parts.query
