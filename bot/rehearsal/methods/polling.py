"""How updates reach the bot: getUpdates and the webhook's settings."""

import re

from bot.rehearsal.calls import Call, JsonList, method
from bot.rehearsal.errors import JsonDict, bad

SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
CONNECTIONS, MAX_CONNECTIONS = 40, 100


@method("getUpdates")
async def get_updates(
    call: Call,
    offset: int = 0,
    limit: int = 100,
    timeout: int = 0,  # noqa: ASYNC109 - the Bot API's own parameter
    allowed_updates: JsonList | None = None,
) -> JsonList:
    """Return waiting updates after confirming everything below ``offset``."""
    queue = call.bot.queue
    queue.allow(allowed_updates)
    return await queue.poll(offset, limit, timeout)


@method("setWebhook")
def set_webhook(
    call: Call,
    url: str = "",
    max_connections: int = CONNECTIONS,
    allowed_updates: JsonList | None = None,
    drop_pending_updates: bool = False,
    secret_token: str = "",
) -> bool:
    """Deliver updates to ``url``; an empty one returns to polling."""
    if url and not url.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if secret_token and not SECRET.fullmatch(secret_token):
        raise bad("secret token contains unallowed characters")
    if not 1 <= max_connections <= MAX_CONNECTIONS:
        raise bad("wrong max_connections specified")
    queue = call.bot.queue
    queue.allow(allowed_updates)
    if drop_pending_updates:
        queue.clear()
    settings = {"url": url, "max_connections": max_connections, "secret_token": secret_token}
    queue.set_webhook(settings if url else None)
    return True


@method("deleteWebhook")
def delete_webhook(call: Call, drop_pending_updates: bool = False) -> bool:
    """Return to polling."""
    call.bot.queue.set_webhook(None)
    if drop_pending_updates:
        call.bot.queue.clear()
    return True


@method("getWebhookInfo")
def get_webhook_info(call: Call) -> JsonDict:
    """Return the webhook's settings and how much is waiting."""
    queue = call.bot.queue
    body: JsonDict = {"url": "", "has_custom_certificate": False, "pending_update_count": len(queue.pending())}
    if queue.webhook is not None:
        body |= {"url": queue.webhook["url"], "max_connections": queue.webhook["max_connections"]}
    if queue.allowed is not None:
        body["allowed_updates"] = sorted(queue.allowed)
    return body
