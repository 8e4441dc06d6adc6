"""Start to the first poll, and resident memory when idle, against importing the three libraries alone.

Both are processes of their own, begun in turns, from compiled bytecode (one start that is not counted writes it).
The product is ``python -m bot run`` on a database of the newest version, its Telegram a stage on loopback here.
"""

import asyncio
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.rehearsal.people import Cast
from bot.rehearsal.server import application, serving
from bot.rehearsal.stage import Stage
from storage import schema
from storage.clock import SystemClock
from storage.database import Sessions
from tests.benchmarks.measuring import Row, medians
from tests.bot.conversation import SHANGHAI, TOKEN
from tests.crash.children import ROOT

ROUNDS = 7
PATIENCE = 60.0
IDLE = 1.5
BARE = (
    "import sys, telegram.ext, sqlmodel.ext.asyncio.session, apscheduler.schedulers.asyncio\n"
    "print('ready', flush=True)\n"
    "sys.stdin.read()\n"
)


class WatchedStage(Stage):
    """A stage that tells when it is polled."""

    def __init__(self) -> None:
        super().__init__(SystemClock())
        self.polled = asyncio.Event()

    async def call(self, token: str, name: str, params: Mapping[str, Any], uploads: Mapping[str, Any]) -> Any:
        if name.lower() == "getupdates":
            self.polled.set()
        return await super().call(token, name, params, uploads)


class Start:
    """Begins one contestant at a time and keeps what each one's memory was."""

    def __init__(self, stage: WatchedStage, environment: Mapping[str, str]) -> None:
        self._stage, self._environment = stage, environment
        self.memory: dict[str, list[float]] = {"ours": [], "bare": []}
        self.computing: dict[str, list[float]] = {"ours": [], "bare": []}

    async def ours(self) -> float:
        """Return the seconds until the product polls for the first time."""
        self._stage.polled.clear()
        return await self._run("ours", "-m", "bot", "run")

    async def bare(self) -> float:
        """Return the seconds until the libraries are imported."""
        return await self._run("bare", "-c", BARE)

    async def _run(self, who: str, *arguments: str) -> float:
        pipe = asyncio.subprocess.PIPE
        begun = time.perf_counter()
        child = await asyncio.create_subprocess_exec(
            sys.executable, *arguments, cwd=ROOT, env=self._environment, stdin=pipe, stdout=pipe,
            stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            ready = child.stdout.readline() if who == "bare" else self._stage.polled.wait()
            await asyncio.wait_for(ready, PATIENCE)
            took = time.perf_counter() - begun
            self.computing[who].append(_processor_seconds(child.pid))
            await asyncio.sleep(IDLE)
            self.memory[who].append(_resident(child.pid))
        finally:
            child.kill()
            await child.wait()
        return took


def _processor_seconds(pid: int) -> float:
    ticks = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(ticks[11]) + int(ticks[12])) / os.sysconf("SC_CLK_TCK")


def _resident(pid: int) -> float:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text("ascii"))
    assert found is not None
    return int(found[1]) / 1024


async def rows() -> list[Row]:
    """Run both in turns."""
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite+aiosqlite:///{folder}/data/sanhui.db"
        sessions = Sessions(database)
        await schema.upgrade(sessions)
        await sessions.close()
        stage = WatchedStage()
        account = stage.world.add_bot(TOKEN, "sanhui_bot", "bench")
        async with serving(application(Cast(stage, account), SHANGHAI)) as root:
            start = Start(stage, _environment(Path(folder), database, root))
            await medians(1, start.ours, start.bare)
            ours, bare = await medians(ROUNDS, start.ours, start.bare)
    mine, theirs = (statistics.median(start.memory[who][1:]) for who in ("ours", "bare"))
    work, least = (statistics.median(start.computing[who][1:]) for who in ("ours", "bare"))
    return [
        Row("start to first poll", f"{ours:.2f} s", f"{bare:.2f} s: importing the three libraries", ours / bare, 1.6),
        Row("the same in processor seconds", f"{work:.2f} s", f"{least:.2f} s", work / least, 1.6),
        Row("resident memory, idle", f"{mine:.0f} MB", f"{theirs:.0f} MB: the same", mine / theirs, 1.3),
    ]


def _environment(folder: Path, database: str, root: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SANHUI_", "PYTHON"))}
    return kept | {
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
        "SANHUI_BOT_TOKEN": TOKEN,
        "SANHUI_API_URL": root,
        "SANHUI_DATABASE_URL": database,
        "SANHUI_DATA_DIR": str(folder / "data"),
        "NO_PROXY": "127.0.0.1",
    }
