"""The stage behind HTTP on loopback: the Bot API, file downloads, the control API and the chat page."""

import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.rehearsal.control import Control
from bot.rehearsal.directing import Director
from bot.rehearsal.errors import ApiError, DroppedError, JsonDict
from bot.rehearsal.files import UPLOAD_LIMIT, Upload
from bot.rehearsal.multipart import read_multipart
from bot.rehearsal.people import Cast, NotOnScreenError
from bot.rehearsal.stage import Stage
from bot.rehearsal.webhooks import deliveries

HOST = "127.0.0.1"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
PAGE = Path(__file__).with_name("page")
POLICY = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
BODY_LIMIT = UPLOAD_LIMIT + (1 << 20)


@dataclass(frozen=True)
class LoopbackOnly:
    """Refuses whatever was not addressed to this machine by name, and pages of other origins (403)."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve or refuse one request."""
        if scope["type"] == "http" and not _from_here(Request(scope)):
            await Response("loopback only", 403)(scope, receive, send)
        else:
            await self.app(scope, receive, _with_policy(send))


class Cut(Response):
    """An answer that never comes: the connection closes in the middle."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Promise a byte and never send it."""
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1")]})


@dataclass(frozen=True)
class BotApi:
    """``/bot<token>/<method>`` and ``/file/bot<token>/<path>``."""

    stage: Stage

    def routes(self) -> list[Route]:
        """Return the Bot API's routes."""
        return [
            Route("/bot{token}/{method}", self.call, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", self.download),
        ]

    async def call(self, request: Request) -> Response:
        """Serve one method call."""
        token, name = request.path_params["token"], request.path_params["method"]
        try:
            params, uploads = await _contents(request)
            result = await self.stage.call(token, name, params, uploads)
        except ApiError as error:
            return JSONResponse(error.body(), error.code)
        except DroppedError:
            return Cut()
        return JSONResponse({"ok": True, "result": result})

    async def download(self, request: Request) -> Response:
        """Return a file's bytes."""
        try:
            stored = self.stage.download(request.path_params["token"], request.path_params["path"])
        except ApiError as error:
            return JSONResponse(error.body(), error.code)
        return Response(stored.upload.data, media_type="application/octet-stream")


def application(cast: Cast, zone: ZoneInfo, guide: list[JsonDict] | None = None) -> Starlette:
    """Return the ASGI application of a stage; webhooks are delivered while it runs."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with deliveries(cast.stage.world):
            yield

    page = [Mount("/", StaticFiles(directory=PAGE, html=True))] if PAGE.is_dir() else []
    routes = [*BotApi(cast.stage).routes(), *Control(cast, zone, guide).routes(), *Director(cast).routes(), *page]
    refusals = {NotOnScreenError: _refused, ApiError: _refused, KeyError: _incomplete, ValueError: _incomplete}
    return Starlette(
        routes=routes, lifespan=lifespan, middleware=[Middleware(LoopbackOnly)], exception_handlers=refusals
    )


def server(app: Starlette, port: int = 0) -> uvicorn.Server:
    """Return a quiet server for 127.0.0.1 (port 0: any free one); its owner runs it and minds the signals."""
    # As with Telegram, an idle connection outlives the client's own patience with it: no request meets one just closed.
    config = uvicorn.Config(
        app, HOST, port, log_config=None, access_log=False, http="h11",
        timeout_keep_alive=60, timeout_graceful_shutdown=0,
    )  # fmt: skip
    return uvicorn.Server(config)


def address(running: uvicorn.Server) -> str:
    """Return the root URL of a server that has started."""
    host, port = running.servers[0].sockets[0].getsockname()[:2]
    return f"http://{host}:{port}"


@asynccontextmanager
async def serving(app: Starlette, listener: socket.socket | None = None) -> AsyncIterator[str]:
    """Serve in the running loop while inside, on any free port or on ``listener``; yields the root URL."""
    sockets = [listener or socket.create_server((HOST, 0))]
    running = server(app)
    running.config.load()
    running.lifespan = running.config.lifespan_class(running.config)
    await running.startup(sockets)
    try:
        yield address(running)
    finally:
        await running.shutdown(sockets)


def _from_here(request: Request) -> bool:
    host = request.headers.get("host", "")
    origin = request.headers.get("origin")
    named = urlsplit(f"//{host}").hostname in LOOPBACK
    return named and (origin is None or urlsplit(origin).netloc == host)


def _with_policy(send: Send) -> Send:
    """Add the content security policy to every answer."""

    async def wrapped(message: "dict[str, object]") -> None:
        if message["type"] == "http.response.start":
            headers = [*message.get("headers", []), (b"content-security-policy", POLICY.encode())]  # type: ignore[misc] # ASGI header pairs
            message = message | {"headers": headers}
        await send(message)

    return wrapped  # type: ignore[return-value] # Starlette's MutableMapping is a dict in practice


async def _contents(request: Request) -> tuple[dict[str, object], dict[str, Upload]]:
    """Return a call's parameters and files from its query and its JSON, form or multipart body."""
    params: dict[str, object] = dict(request.query_params)
    body = await _body(request)
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json") and body:
        return params | _json(body), {}
    if kind.startswith("multipart/form-data"):
        fields, uploads = read_multipart(kind, body)
        return params | fields, uploads
    return params | dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)), {}


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            raise ApiError(413)
    return bytes(body)


def _json(body: bytes) -> JsonDict:
    try:
        read = json.loads(body)
    except ValueError as error:
        raise ApiError(400, "can't parse JSON object") from error
    return read if isinstance(read, dict) else {}


async def _refused(request: Request, error: Exception) -> Response:
    return JSONResponse({"error": str(error)}, 400)


async def _incomplete(request: Request, error: Exception) -> Response:
    return JSONResponse({"error": f"{type(error).__name__}: {error}"}, 400)
