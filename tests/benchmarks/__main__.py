"""Prints every figure beside what it is held against: ``make bench``; one row: ``python -m tests.benchmarks NAME``."""

import asyncio
import importlib
import platform
import sys

from tests.benchmarks.measuring import HEAD

NAMES = ("taps", "claims", "jobstore", "summary", "tree", "start")


async def main(names: list[str]) -> None:
    """Run the named benchmarks (all by default) one after another, printing each row as it is known."""
    print(f"Python {platform.python_version()}, {platform.machine()}\n\n{HEAD}", flush=True)
    for name in names or NAMES:
        for row in await importlib.import_module(f"tests.benchmarks.{name}").rows():
            print(row.line(), flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
