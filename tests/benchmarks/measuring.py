"""What every row of the table shares: contestants in turns, medians, and a ratio held against its bar."""

import gc
import inspect
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self

Contestant = Callable[[], float | Awaitable[float]]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; ``bar`` is the least (``at_least``) or the most the ratio may be, None where none is."""

    what: str
    ours: str
    against: str
    ratio: float
    bar: float | None = None
    at_least: bool = False

    @property
    def verdict(self) -> str:
        """The bar and whether it is met."""
        if self.bar is None:
            return "–"
        met = self.ratio >= self.bar if self.at_least else self.ratio <= self.bar
        return f"{'≥' if self.at_least else '≤'} {self.bar:g}: {'met' if met else '**missed**'}"

    def line(self) -> str:
        """The row as Markdown."""
        digits = 2 if self.ratio < 10 else 0
        return f"| {self.what} | {self.ours} | {self.against} | {self.ratio:.{digits}f} | {self.verdict} |"


HEAD = "| what | product | held against | ratio | bar |\n|---|---|---|---|---|"


async def medians(rounds: int, *contestants: Contestant) -> list[float]:
    """Let the contestants take turns ``rounds`` times, each round from another one on; return each one's median."""
    figures: list[list[float]] = [[] for _ in contestants]
    for nth in range(rounds):
        for place in range(len(contestants)):
            which = (place + nth) % len(contestants)
            figure = contestants[which]()
            figures[which].append(await figure if inspect.isawaitable(figure) else figure)
    return [statistics.median(one) for one in figures]


class Watch:
    """Seconds spent inside the block, and those of them in which this process was given a processor.

    What others have left behind is swept away before, so that nobody pays for it.
    """

    seconds = computing = 0.0

    def __enter__(self) -> Self:
        gc.collect()
        gc.freeze()
        self._begun, self._computed = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_error: object) -> None:
        self.seconds += time.perf_counter() - self._begun
        self.computing += time.process_time() - self._computed

    @contextmanager
    def paused(self) -> Iterator[None]:
        """What is done inside does not count."""
        self.__exit__()
        yield
        self._begun, self._computed = time.perf_counter(), time.process_time()
