"""What the stage says when it refuses a call, in the words of Telegram's own Bot API server."""

from typing import Any

JsonDict = dict[str, Any]

PHRASES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    413: "Request Entity Too Large",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
}

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_SET = "terminated by setWebhook request"
WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


class ApiError(Exception):
    """A refused call: HTTP status, the sentence behind its phrase, and Telegram's optional response parameters."""

    def __init__(self, code: int, text: str = "", **parameters: int) -> None:
        self.code = code
        self.description = f"{PHRASES[code]}: {text}" if text else PHRASES[code]
        self.parameters = parameters
        super().__init__(self.description)

    def body(self) -> JsonDict:
        """Return the JSON object Telegram would answer with."""
        body: JsonDict = {"ok": False, "error_code": self.code, "description": self.description}
        return body | ({"parameters": self.parameters} if self.parameters else {})


class DroppedError(Exception):
    """The connection is cut without an answer, as an injected fault demands."""


def bad(text: str) -> ApiError:
    """Return a 400 with ``text`` behind ``Bad Request``."""
    return ApiError(400, text)


def forbidden(text: str) -> ApiError:
    """Return a 403 with ``text`` behind ``Forbidden``."""
    return ApiError(403, text)
