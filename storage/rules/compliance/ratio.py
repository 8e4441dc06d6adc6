"""Fractions of a head-count, compared with integers only (never floats or percentages)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ratio:
    """``num/den`` of a base; ``inclusive`` for 以上/不少于, otherwise 超过."""

    num: int
    den: int
    inclusive: bool

    def needed(self, base: int) -> int:
        """Return the smallest head-count that suffices for ``base`` people."""
        return -(-self.num * base // self.den) if self.inclusive else self.num * base // self.den + 1

    def reached(self, base: int, count: int) -> bool:
        """Return whether ``count`` of ``base`` suffices; a base of 0 never does."""
        return base > 0 and count >= self.needed(base)

    def cap(self, base: int) -> int:
        """Return the largest head-count not above this share of ``base`` (rounded down)."""
        return self.num * base // self.den
