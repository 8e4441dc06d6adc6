"""The stage and the product as child processes, and the hands of the people on the stage."""

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from bot.rehearsal import __main__ as rehearsal
from tests.crash import nursery
from tests.crash import product as product_of
from tests.crash.nursery import Child
from tests.crash.product import Orders

ROOT = Path(__file__).parents[2]
TOKEN = "4242:crash"
PATIENCE = 60.0
_BUG = re.compile(r" E-[0-9a-f]{8} ")


@dataclass
class StageProcess:
    """The local Telegram in a process of its own; every call acts as somebody with a phone."""

    http: httpx.AsyncClient
    journal: Path

    @property
    def url(self) -> str:
        return str(self.http.base_url).rstrip("/")

    async def person(self, name: str) -> int:
        return (await self._post("setup/person", name=name))["id"]

    async def group(self, title: str, owner: int, members: list[int]) -> int:
        return (await self._post("setup/group", title=title, owner=owner, members=members))["id"]

    async def say(self, who: int, text: str, chat: int | None = None) -> None:
        await self._post("say", **{"as": who}, chat=chat or who, text=text)

    async def start(self, who: int) -> None:
        await self._post("start", **{"as": who})

    async def messages(self, who: int, chat: int | None = None) -> list[dict[str, Any]]:
        answer = await self.http.get("/stage/messages", params={"as": who, "chat": chat or who})
        return answer.raise_for_status().json()

    async def tap(self, who: int, message: Mapping[str, Any], label: str, chat: int | None = None) -> bool:
        """Tap a label of a message as it was seen; return False where it is no longer there."""
        row, col = next(button["index"] for line in message["buttons"] for button in line if button["text"] == label)
        body = {"as": who, "chat": chat or who, "message": message["id"], "row": row, "col": col}
        return (await self.http.post("/stage/tap", json=body)).status_code == 200

    async def upload(self, who: int, name: str, data: bytes) -> None:
        fields = {"as": str(who), "chat": str(who)}
        (await self.http.post("/stage/upload", data=fields, files={"file": (name, data)})).raise_for_status()

    async def _post(self, where: str, **body: object) -> dict[str, Any]:
        return (await self.http.post(f"/stage/{where}", json=body)).raise_for_status().json()


@asynccontextmanager
async def stage(folder: Path, delay: float) -> AsyncIterator[StageProcess]:
    """Run a stage on any free port of loopback; ``delay`` is how long, in seconds, every answer is held back."""
    journal = folder / "journal.log"
    arguments = ["--token", TOKEN, "--log", str(journal), "--delay", str(delay)]
    child = await nursery.born(rehearsal.main, arguments, folder=folder, environment=_environment())
    try:
        url = (await asyncio.wait_for(child.output.readline(), PATIENCE)).decode().strip()
        # A connection kept alive may be closed by the server just as it is used again: here that would be noise.
        limits = httpx.Limits(max_keepalive_connections=0)
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=PATIENCE, limits=limits) as http:
            yield StageProcess(http, journal)
    finally:
        os.kill(child.pid, signal.SIGKILL)
        await child.ended()


Launch = Callable[[], Awaitable[Child]]


@dataclass
class ProductProcess:
    """The product, begun and killed as often as one likes; ``log`` is what all of them wrote."""

    launch: Launch
    tasks: asyncio.TaskGroup
    log: list[str] = field(default_factory=list)
    _child: Child | None = None
    _reading: asyncio.Task[None] | None = None
    _settled: asyncio.Event = field(default_factory=asyncio.Event)

    async def begin(self) -> None:
        """Start it and wait until it is polling (or has ended by its own hand)."""
        self._settled.clear()
        self._child = await self.launch()
        self._reading = self.tasks.create_task(self._read(self._child.output))
        with suppress(TimeoutError):
            await asyncio.wait_for(self._settled.wait(), PATIENCE)
        if not self._settled.is_set() or "ended_badly" in self.log[-1]:
            raise AssertionError("\n".join(["the product does not start", *self.log[-20:]]))

    async def end(self, number: signal.Signals) -> int:
        """Send it a signal and wait for its end; return the exit code, or minus the signal that ended it."""
        assert self._child is not None
        assert self._reading is not None
        self.signal(number)
        code = await asyncio.wait_for(self._child.ended(), PATIENCE)
        await self._reading
        self._child = None
        return code

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal; nothing happens where it has gone already."""
        if self._child is not None:
            with suppress(ProcessLookupError):
                os.kill(self._child.pid, number)

    @property
    def gone(self) -> bool:
        """Whether it has ended although nobody has seen to it."""
        return self._child is not None and self._reading is not None and self._reading.done()

    @property
    def bugs(self) -> list[str]:
        """The lines of the log that tell of a bug."""
        return [line for line in self.log if _BUG.search(line)]

    async def _read(self, output: asyncio.StreamReader) -> None:
        """Keep what it writes, and notice when it serves or ends."""
        while line := (await output.readline()).decode(errors="replace"):
            self.log.append(line.rstrip())
            if "bot running" in line:
                self._settled.set()
        self._settled.set()


@asynccontextmanager
async def product(
    settings: Mapping[str, str], folder: Path, orders: Orders | None = None
) -> AsyncIterator[ProductProcess]:
    """Hold the product ready to be begun, with these settings: as ordered, or as the command line begins it."""
    environment = _environment() | dict(settings)
    launch: Launch = (
        partial(nursery.born, product_of.live, orders, folder=folder, environment=environment)
        if orders
        else partial(nursery.commanded, "-m", "bot", "run", folder=folder, environment=environment)
    )
    async with asyncio.TaskGroup() as tasks:
        made = ProductProcess(launch, tasks)
        try:
            yield made
        finally:
            made.signal(signal.SIGKILL)


def _environment() -> dict[str, str]:
    """Return this process's environment without what would reach into the product."""
    strange = ("SANHUI_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(strange)}
    return kept | {"PYTHONPATH": str(ROOT), "NO_PROXY": "127.0.0.1"}
