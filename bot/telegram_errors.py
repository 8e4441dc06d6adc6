"""What python-telegram-bot's errors mean: Telegram's quirks, caught by exact text in this one place.

BadRequest is a NetworkError, and so is TimedOut, whose request may have been delivered: never retry by class.
The library lower-cases texts, so they are matched as lower case.
"""

import os
from datetime import timedelta

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from storage.rules.outcomes import (
    Ambiguous,
    Gone,
    Migrated,
    NotModified,
    RateLimited,
    Reason,
    Retry,
    TokenRejected,
)

# RetryAfter warns in its own constructor unless the library is told that spans of time are welcome.
os.environ.setdefault("PTB_TIMEDELTA", "true")

Ending = Retry | RateLimited | Ambiguous | Gone | Migrated | TokenRejected | NotModified

_NOT_WRITTEN = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

_FORBIDDEN = {
    "blocked by the user": Reason.BLOCKED,
    "user is deactivated": Reason.DEACTIVATED,
    "can't initiate conversation": Reason.NEVER_STARTED,
    "bot was kicked": Reason.KICKED,
    "bot is not a member": Reason.KICKED,
    "group chat was deleted": Reason.KICKED,
    "can't send messages to bots": Reason.REFUSED,
}
_BAD_REQUEST = {
    "chat not found": Reason.CHAT_NOT_FOUND,
    "peer_id_invalid": Reason.CHAT_NOT_FOUND,
    "user not found": Reason.CHAT_NOT_FOUND,
    "message thread not found": Reason.TOPIC_GONE,
    "topic_closed": Reason.TOPIC_GONE,
    "topic_deleted": Reason.TOPIC_GONE,
    "topic_id_invalid": Reason.TOPIC_GONE,
    "message to edit not found": Reason.MESSAGE_GONE,
    "message to delete not found": Reason.MESSAGE_GONE,
    "message to pin not found": Reason.MESSAGE_GONE,
    "message to react not found": Reason.MESSAGE_GONE,
    "message can't be edited": Reason.MESSAGE_GONE,
    "message can't be deleted": Reason.MESSAGE_GONE,
    "message_id_invalid": Reason.MESSAGE_GONE,
    "bot was kicked": Reason.KICKED,
    "bot is not a member": Reason.KICKED,
    "not enough rights": Reason.NO_RIGHTS,
    "have no rights": Reason.NO_RIGHTS,
    "need administrator rights": Reason.NO_RIGHTS,
    "chat_write_forbidden": Reason.NO_RIGHTS,
    "chat_admin_required": Reason.NO_RIGHTS,
    "chat_restricted": Reason.NO_RIGHTS,
}


def ending(error: TelegramError) -> Ending:
    """Return what became of the request that raised ``error``; anything unseen is ambiguous."""
    match error:
        case RetryAfter():
            return RateLimited(_seconds(error.retry_after))
        case ChatMigrated():
            return Migrated(error.new_chat_id)
        case InvalidToken():
            return TokenRejected()
        case Forbidden():
            return Gone(_reason(error, _FORBIDDEN, Reason.NO_RIGHTS), type(error).__name__)
        case BadRequest():
            if _says(error, "is not modified"):
                return NotModified()
            return Gone(_reason(error, _BAD_REQUEST, Reason.REFUSED), type(error).__name__)
    cause = error.__cause__
    detail = type(cause or error).__name__
    return Retry(detail) if isinstance(cause, _NOT_WRITTEN) else Ambiguous(detail)


def is_bad_markup(error: TelegramError) -> bool:
    """Return whether Telegram could not read the HTML; the words are then worth more than their looks."""
    return isinstance(error, BadRequest) and _says(error, "can't parse entities")


def _says(error: TelegramError, words: str) -> bool:
    return words in error.message.lower()


def _reason(error: TelegramError, table: dict[str, Reason], otherwise: Reason) -> Reason:
    return next((reason for words, reason in table.items() if _says(error, words)), otherwise)


def _seconds(after: int | timedelta) -> float:
    return after.total_seconds() if isinstance(after, timedelta) else float(after)


def is_webhook_set(error: TelegramError) -> bool:
    """Return whether polling is refused because updates are brought to a webhook."""
    return "webhook is active" in error.message.lower()
