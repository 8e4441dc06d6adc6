import httpx
import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)

from bot.telegram_errors import ending, is_bad_markup
from storage.rules.outcomes import Ambiguous, Gone, Migrated, NotModified, RateLimited, Reason, Retry, TokenRejected


def caused(error, cause):
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (RetryAfter(17), RateLimited(17.0)),
        (ChatMigrated(-1005), Migrated(-1005)),
        (InvalidToken("Unauthorized"), TokenRejected()),
        (TimedOut(), Ambiguous("TimedOut")),
        (NetworkError("Bad Gateway"), Ambiguous("NetworkError")),
        (Conflict("terminated by other getUpdates request"), Ambiguous("Conflict")),
        (caused(TimedOut(), httpx.ReadTimeout("x")), Ambiguous("ReadTimeout")),
        (caused(TimedOut(), httpx.WriteTimeout("x")), Ambiguous("WriteTimeout")),
        (caused(TimedOut(), httpx.ConnectTimeout("x")), Retry("ConnectTimeout")),
        (caused(TimedOut(), httpx.PoolTimeout("x")), Retry("PoolTimeout")),
        (caused(NetworkError("httpx.ConnectError: x"), httpx.ConnectError("x")), Retry("ConnectError")),
        (caused(NetworkError("x"), httpx.RemoteProtocolError("x")), Ambiguous("RemoteProtocolError")),
        (caused(NetworkError("x"), httpx.ReadError("x")), Ambiguous("ReadError")),
    ],
)
def test_errors_without_a_verdict_on_the_message(error, expected):
    assert ending(error) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Forbidden: bot was blocked by the user", Reason.BLOCKED),
        ("Forbidden: user is deactivated", Reason.DEACTIVATED),
        ("Forbidden: bot can't initiate conversation with a user", Reason.NEVER_STARTED),
        ("Forbidden: bot was kicked from the supergroup chat", Reason.KICKED),
        ("Forbidden: bot is not a member of the supergroup chat", Reason.KICKED),
        ("Forbidden: something new", Reason.NO_RIGHTS),
    ],
)
def test_forbidden(text, reason):
    assert ending(Forbidden(text)) == Gone(reason, "Forbidden")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Chat not found", Reason.CHAT_NOT_FOUND),
        ("Message to edit not found", Reason.MESSAGE_GONE),
        ("Message can't be edited", Reason.MESSAGE_GONE),
        ("Message_id_invalid", Reason.MESSAGE_GONE),
        ("Message thread not found", Reason.TOPIC_GONE),
        ("Not enough rights to send text messages to the chat", Reason.NO_RIGHTS),
        ("Chat_write_forbidden", Reason.NO_RIGHTS),
        ("Message is too long", Reason.REFUSED),
    ],
)
def test_bad_request_is_never_retried(text, reason):
    assert ending(BadRequest(text)) == Gone(reason, "BadRequest")


def test_not_modified_is_done_and_bad_markup_is_known():
    assert ending(BadRequest("Message is not modified: specified new message content")) == NotModified()
    assert is_bad_markup(BadRequest('Can\'t parse entities: unsupported start tag "" at byte offset 3'))
    assert not is_bad_markup(BadRequest("Chat not found"))
    assert not is_bad_markup(NetworkError("can't parse entities"))
