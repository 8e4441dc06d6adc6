"""Prints each figure beside its floor, measured in the same run: ``make bench``."""

import asyncio
import statistics

from tests.benchmarks import taps

ROUNDS = 5


async def main() -> None:
    """Run every benchmark, contestants interleaved, and print medians with their ratio."""
    product, floor = [], []
    for _ in range(ROUNDS):
        floor.append(await taps.bare())
        product.append(await taps.ours())
    ours, bare = statistics.median(product), statistics.median(floor)
    print("| what | product | floor | ratio | bar |")
    print("|---|---|---|---|---|")
    what = "签到 taps a second, committed and answered"
    print(f"| {what} | {ours:.0f} | {bare:.0f} (bare library) | {ours / bare:.2f} | ≥ 0.50 |")


if __name__ == "__main__":
    asyncio.run(main())
