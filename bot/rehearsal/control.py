"""The control API of the chat page: JSON over HTTP on the stage's own server, under ``/stage/``.

Reading (``as`` is the id of the person looking; times are local ISO 8601):

- ``GET /stage/people`` → ``[{id, name, note}]``
- ``GET /stage/chats?as=`` → ``[{id, type, title, last, unread, started, bot?}]``, the private chat with the bot first
- ``GET /stage/messages?as=&chat=`` → ``[{id, from: {id, name, bot}, date, html, text, photo, reply_to, edited, pinned,
  document: {name, size, url}, buttons: [[{text, url, start, index: [row, col], style}]],
  reactions: [emoji], service}]``; reading marks as read; ``html`` is safe;
  links that start the bot carry ``data-start`` with the payload
- ``GET /stage/events?as=`` → server-sent events ``{chat, kind, …}``: ``message | edit | delete | reaction | pin``
  (with ``message``: its id), ``toast`` (``text, alert, url``) or ``clock`` (``now``)
- ``GET /stage/file/{id}`` → the bytes
- ``GET /stage/clock`` → ``{now, zone}``
- ``GET /stage/commands?as=&chat=`` → ``[{command, description}]``
- ``GET /stage/guide`` → ``[{title, do, as, chat, type}]``, 404 where the demonstration has none

Acting (JSON bodies; each answers at once, what follows comes as events):

- ``POST /stage/say {as, chat, text, reply_to}`` → ``{message}``
- ``POST /stage/tap {as, chat, message, row, col}`` → ``{url, start}`` of a link button, nulls otherwise
- ``POST /stage/upload`` (multipart: as, chat, file, caption) → ``{message}``; pictures go as documents, as files do
- ``POST /stage/start {as, payload}`` → ``{message}``
- ``POST /stage/clock {seconds}`` → ``{now, zone}``; only forward

A request that cannot be met is answered 400 (or 404) with ``{error}``.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.rehearsal.chats import Chat
from bot.rehearsal.errors import JsonDict
from bot.rehearsal.menus import menu_for
from bot.rehearsal.messages import Message
from bot.rehearsal.multipart import read_multipart
from bot.rehearsal.people import Cast, NotOnScreenError, Person
from bot.rehearsal.views import Views
from bot.rehearsal.world import Event

HEARTBEAT = 15.0


@dataclass
class Control:
    """The page's way to the stage; ``guide`` are the steps of a demonstration, None where there is none."""

    cast: Cast
    zone: ZoneInfo
    guide: list[JsonDict] | None = None
    views: Views = field(init=False)

    def __post_init__(self) -> None:
        self.views = Views(self.cast, self.zone)

    def routes(self) -> list[Route]:
        """Return the routes under ``/stage``."""
        reading = ("people", "chats", "messages", "events", "commands", "guide")
        acting = ("say", "tap", "upload", "start")
        return [
            *(Route(f"/stage/{name}", getattr(self, name if name != "guide" else "steps")) for name in reading),
            *(Route(f"/stage/{name}", getattr(self, name), methods=["POST"]) for name in acting),
            Route("/stage/clock", self.clock),
            Route("/stage/clock", self.advance, methods=["POST"]),
            Route("/stage/file/{id}", self.file),
        ]

    async def people(self, request: Request) -> Response:
        """List everybody one can be."""
        people = self.cast.stage.world.people.values()
        return JSONResponse([{"id": user.id, "name": user.name, "note": user.note} for user in people])

    async def chats(self, request: Request) -> Response:
        """List a person's chats."""
        return JSONResponse(self.views.chats(self._person(request.query_params["as"]).id))

    async def messages(self, request: Request) -> Response:
        """List a chat's messages."""
        person, chat = self._place(request.query_params)
        return JSONResponse(self.views.messages(chat, person.id))

    async def commands(self, request: Request) -> Response:
        """List the bot's commands for this person here."""
        person, chat = self._place(request.query_params)
        return JSONResponse(menu_for(self.cast.bot, chat, person.user))

    async def steps(self, request: Request) -> Response:
        """List the steps of the demonstration."""
        return JSONResponse(self.guide) if self.guide is not None else Response(status_code=404)

    async def file(self, request: Request) -> Response:
        """Return a file's bytes; pictures to look at, everything else to keep."""
        stored = self.cast.stage.world.files.files.get(request.path_params["id"])
        if stored is None:
            return Response(status_code=404)
        photo = stored.kind == "photo"
        headers = {"X-Content-Type-Options": "nosniff", "Content-Disposition": "inline" if photo else "attachment"}
        return Response(stored.upload.data, media_type=None if photo else "application/octet-stream", headers=headers)

    async def say(self, request: Request) -> Response:
        """Type a text."""
        body = await request.json()
        person, chat = self._place(body)
        reply = chat.messages.get(body["reply_to"]) if body.get("reply_to") else None
        return _said(await person.say(chat, str(body["text"]), reply))

    async def tap(self, request: Request) -> Response:
        """Press a button by its place on a message."""
        body = await request.json()
        person, chat = self._place(body)
        try:
            message = chat.messages[body["message"]]
            button = message.keyboard[body["row"]][body["col"]]
        except LookupError as error:
            raise NotOnScreenError("this button is no longer there") from error
        shown = self.views.message(message)["buttons"][body["row"]][body["col"]]
        await person.press(message, button)
        return JSONResponse({"url": shown["url"], "start": shown["start"]})

    async def upload(self, request: Request) -> Response:
        """Send a file."""
        fields, uploads = read_multipart(request.headers.get("content-type", ""), await request.body())
        person, chat = self._place(fields)
        upload = uploads["file"]
        return _said(await person.upload(chat, upload.name, upload.data, fields.get("caption", "")))

    async def start(self, request: Request) -> Response:
        """Press START, with a payload where a link carried one."""
        body = await request.json()
        return _said(await self._person(body["as"]).start(str(body.get("payload") or "")))

    async def clock(self, request: Request) -> Response:
        """Tell the stage time."""
        return JSONResponse(self._time())

    async def advance(self, request: Request) -> Response:
        """Move the stage time forward."""
        seconds = float((await request.json())["seconds"])
        if seconds < 0:
            raise NotOnScreenError("the clock only moves forward")
        self.cast.stage.clock.advance(timedelta(seconds=seconds))
        self.cast.stage.world.announce(Event("clock", detail=self._time()))
        return JSONResponse(self._time())

    async def events(self, request: Request) -> Response:
        """Stream what a person may see happen."""
        person = self._person(request.query_params["as"])
        headers = {"Cache-Control": "no-store"}
        return StreamingResponse(self._stream(person), media_type="text/event-stream", headers=headers)

    async def _stream(self, person: Person) -> AsyncIterator[str]:
        queue: asyncio.Queue[Event] = asyncio.Queue()
        listeners = self.cast.stage.world.listeners
        listeners.append(queue.put_nowait)
        try:
            yield ": here\n\n"
            while True:
                yield await _next_line(queue, person.id)
        finally:
            listeners.remove(queue.put_nowait)

    def _time(self) -> JsonDict:
        now = self.cast.stage.world.now().astimezone(self.zone)
        return {"now": now.isoformat(timespec="seconds"), "zone": self.zone.key}

    def _person(self, given: object) -> Person:
        try:
            return self.cast.hand(self.cast.stage.world.people[int(str(given))])
        except (KeyError, ValueError) as error:
            raise NotOnScreenError("nobody has this id") from error

    def _place(self, given: "JsonDict | object") -> tuple[Person, Chat]:
        """Return who acts and where, from a query or a body; only chats the person is in."""
        person = self._person(given["as"])  # type: ignore[index] # a query, a form or a JSON body
        number = int(str(given["chat"]))  # type: ignore[index] # as above
        chat = person.private if number == person.id else self.cast.stage.world.groups.get(number)
        if chat is None or not chat.holds(person.id):
            raise NotOnScreenError("no such chat for this person")
        return person, chat


async def _next_line(queue: "asyncio.Queue[Event]", viewer: int) -> str:
    """Return the next event for this viewer, or a heartbeat."""
    try:
        async with asyncio.timeout(HEARTBEAT):
            while True:
                event = await queue.get()
                if _visible(event, viewer):
                    body = {"chat": event.chat.id if event.chat is not None else None, "kind": event.kind}
                    return f"data: {json.dumps(body | event.detail, ensure_ascii=False)}\n\n"
    except TimeoutError:
        return ": still here\n\n"


def _visible(event: Event, viewer: int) -> bool:
    return event.person in (None, viewer) and (event.chat is None or event.chat.holds(viewer))


def _said(message: Message) -> Response:
    return JSONResponse({"message": message.id})
