"""A line to PostgreSQL that breaks at a commit: before the server hears of it, or after it has obeyed."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

_SOCKET = ".s.PGSQL.5432"
_COMMIT = b"COMMIT;"
"""What the driver sends, in a message of its own."""


@dataclass
class Line:
    """Carries what product and server say to each other."""

    server: Path
    waiting: int | None = None
    obeyed: bool = False

    def break_at(self, commit: int, *, obeyed: bool) -> None:
        """Break at the commit of this number from now on, the server having ``obeyed`` it or never having heard it."""
        self.waiting, self.obeyed = commit, obeyed

    def mend(self) -> bool:
        """Break no more; return whether it has come to it."""
        broke, self.waiting = self.waiting == 0, None
        return broke

    async def carry(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Carry one connection until either side ends it or it breaks."""
        up, down = await asyncio.open_unix_connection(self.server / _SOCKET)
        breaking = asyncio.Event()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._ask(reader, down, breaking))
                group.create_task(self._answer(up, writer, breaking))
        except* ConnectionError:  # the end of either ends both
            pass
        finally:
            for each in (down, writer):
                each.close()
                with suppress(OSError):
                    await each.wait_closed()

    async def _ask(self, product: StreamReader, server: StreamWriter, breaking: asyncio.Event) -> None:
        while data := await product.read(1 << 16):
            if self._is_the_one(data):
                if not self.obeyed:
                    break
                breaking.set()
            server.write(data)
        raise ConnectionResetError

    async def _answer(self, server: StreamReader, product: StreamWriter, breaking: asyncio.Event) -> None:
        while data := await server.read(1 << 16):
            if breaking.is_set():
                break
            product.write(data)
        raise ConnectionResetError

    def _is_the_one(self, data: bytes) -> bool:
        if self.waiting is None or self.waiting == 0 or _COMMIT not in data:
            return False
        self.waiting -= 1
        return self.waiting == 0


@asynccontextmanager
async def line_to(server: Path) -> AsyncIterator[tuple[Line, str]]:
    """Lay a line to the server in this directory; yield it with the directory in which it is to be asked for."""
    line, carried = Line(server), set[asyncio.Task[None]]()

    async def carry(reader: StreamReader, writer: StreamWriter) -> None:
        async with asyncio.TaskGroup() as group:
            carried.add(group.create_task(line.carry(reader, writer)))

    with TemporaryDirectory(prefix="pg-") as directory:
        serving = await asyncio.start_unix_server(carry, Path(directory) / _SOCKET)
        try:
            yield line, directory
        finally:
            serving.close()
            await asyncio.gather(*carried)
