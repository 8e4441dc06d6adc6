"""Processes that begin at once: forked by a server that has everything loaded, and killed like any other."""

import asyncio
import multiprocessing
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(["tests.crash.loaded"])


@dataclass
class Child:
    """A running process: its number, what it writes on standard output and error, and how to await its exit code."""

    pid: int
    output: asyncio.StreamReader
    ended: Callable[[], Awaitable[int]]


async def born(work: Callable[..., None], *given: object, folder: Path, environment: Mapping[str, str]) -> Child:
    """Begin ``work(*given)`` in a process of its own, in ``folder`` and with nothing but ``environment`` about it."""
    reading, writing = _SERVER.Pipe(duplex=False)
    process = _SERVER.Process(target=_live, args=(writing, folder, dict(environment), work, given), daemon=True)
    process.start()
    writing.close()
    output = asyncio.StreamReader()
    pipe = os.fdopen(os.dup(reading.fileno()), "rb")
    reading.close()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(output), pipe)
    assert process.pid is not None
    return Child(process.pid, output, _End(process).seen)


async def commanded(*words: str, folder: Path, environment: Mapping[str, str]) -> Child:
    """Begin ``python words…`` as anybody would."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, cwd=folder, env=dict(environment),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    assert process.stdout is not None
    return Child(process.pid, process.stdout, process.wait)


@dataclass
class _End:
    """The end of a forked process; its exit code, or minus the signal that ended it."""

    process: BaseProcess

    async def seen(self) -> int:
        loop, over = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(self.process.sentinel, over.set)
        try:
            await over.wait()
        finally:
            loop.remove_reader(self.process.sentinel)
        assert self.process.exitcode is not None
        return self.process.exitcode


def _live(
    output: Connection, folder: Path, environment: dict[str, str], work: Callable[..., None], given: tuple[object, ...]
) -> None:
    for number in (1, 2):
        os.dup2(output.fileno(), number)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    work(*given)
