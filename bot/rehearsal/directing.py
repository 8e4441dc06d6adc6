"""Setting the scene over HTTP, for tests whose stage runs in a process of its own.

- ``POST /stage/setup/person {name, id?, username?, note?}`` → ``{id}``
- ``POST /stage/setup/group {title, owner, members?, id?, supergroup?, admin?}`` → ``{id}``, with the bot inside
- ``POST /stage/setup/fault {kind, method?, chat?, times?, every?, retry_after?, text?, migrate_to?}`` → ``{}``
- ``DELETE /stage/setup/fault`` → ``{}``, all faults gone
"""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.rehearsal.people import Cast


@dataclass(frozen=True)
class Director:
    """Brings in people, groups and faults."""

    cast: Cast

    def routes(self) -> list[Route]:
        """Return the routes under ``/stage/setup``."""
        return [
            Route("/stage/setup/person", self.person, methods=["POST"]),
            Route("/stage/setup/group", self.group, methods=["POST"]),
            Route("/stage/setup/fault", self.fault, methods=["POST"]),
            Route("/stage/setup/fault", self.mend, methods=["DELETE"]),
        ]

    async def person(self, request: Request) -> Response:
        """Bring in a person."""
        return JSONResponse({"id": self.cast.person(**await request.json()).id})

    async def group(self, request: Request) -> Response:
        """Make a group with the bot in it."""
        body = await request.json()
        world = self.cast.stage.world
        owner, *members = (world.people[number] for number in (body["owner"], *body.get("members", [])))
        supergroup, number = body.get("supergroup", True), body.get("id")
        chat = world.add_group(body["title"], owner, *members, supergroup=supergroup, id=number)
        world.enter(chat, self.cast.bot.user, owner, admin=body.get("admin", True))
        return JSONResponse({"id": chat.id})

    async def fault(self, request: Request) -> Response:
        """Plant a fault."""
        self.cast.stage.world.faults.inject(**await request.json())
        return JSONResponse({})

    async def mend(self, request: Request) -> Response:
        """Remove all faults."""
        self.cast.stage.world.faults.clear()
        return JSONResponse({})
