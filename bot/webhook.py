"""Where Telegram brings updates by itself: one address behind a secret, and a second one for the operator's watch."""

import hmac
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from telegram import Bot

from bot.gate import ALLOWED_UPDATES
from bot.inbox import CannotListenError
from bot.logs import log_event
from bot.settings import Listen, Settings

PATH = "/telegram"
HEALTH = "/healthz"

_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
_LARGEST = 1 << 20
_STATES = {True: ("ok", 200), False: ("no database", 503)}

Take = Callable[[Sequence[Mapping[str, Any]]], Awaitable[None]]


def routes(take: Take | None, secret: str, healthy: Callable[[], Awaitable[bool]]) -> list[Route]:
    """Return the addresses; without ``take`` only the health check."""

    async def receive(request: Request) -> Response:
        given = request.headers.get(_SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return Response(status_code=403)
        update = await _read(request)
        if update is None:
            return Response(status_code=400)
        try:
            await take([update])  # type: ignore[misc] # the route exists only where there is one
        except (SQLAlchemyError, OSError) as error:
            # Anything but success makes Telegram bring the update again.
            log_event("webhook_failed", error)
            return Response(status_code=503)
        return Response()

    async def health(_request: Request) -> Response:
        return PlainTextResponse(*_STATES[await healthy()])

    brought = [Route(PATH, receive, methods=["POST"])] if take is not None else []
    return [*brought, Route(HEALTH, health)]


async def announce(bot: Bot, settings: Settings) -> None:
    """Tell Telegram where to bring updates, one after the other: side by side they would arrive out of order."""
    assert settings.webhook_secret is not None  # noqa: S101 - callers look at settings.webhook first
    await bot.set_webhook(
        f"{settings.web_url}{PATH}",
        secret_token=settings.webhook_secret.get_secret_value(),
        allowed_updates=ALLOWED_UPDATES,
        max_connections=1,
    )


@asynccontextmanager
async def listening(listen: Listen, wanted: Sequence[Route]) -> AsyncIterator[int]:
    """Serve these addresses while inside; yields the port. Raises CannotListenError."""
    try:
        # Brackets around an IPv6 address are gone by now; its colons tell the family.
        family = socket.AF_INET6 if ":" in listen.host else socket.AF_INET
        sockets = [socket.create_server((listen.host, listen.port), family=family)]
    except OSError as error:
        raise CannotListenError from error
    application = Starlette(routes=list(wanted))
    config = uvicorn.Config(application, log_config=None, access_log=False, server_header=False, lifespan="off")
    server = uvicorn.Server(config)
    config.load()
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets)
    try:
        yield sockets[0].getsockname()[1]
    finally:
        await server.shutdown(sockets)


async def _read(request: Request) -> Mapping[str, Any] | None:
    """Return the update in the body, None for anything else."""
    body = b""
    try:
        async for part in request.stream():
            body += part
            if len(body) > _LARGEST:
                return None
        update = json.loads(body)
    except (ValueError, ClientDisconnect):
        return None
    return update if isinstance(update, dict) and type(update.get("update_id")) is int else None
